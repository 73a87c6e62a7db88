package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The bucket's whole-number arithmetic against the textbook's, in fractions. */
class BucketProperties {

    private static final MathContext EXACT = new MathContext(60, RoundingMode.HALF_EVEN);

    @Property
    void itAllowsExactlyWhatTheTextbookAllows(
            @ForAll @IntRange(min = 1, max = 3000) int requests,
            @ForAll @IntRange(min = 1, max = 3600) int windowSeconds,
            @ForAll @Size(max = 300) List<@IntRange(max = 5000) Integer> pauses) {
        Rate rate = new Rate(requests, windowSeconds);
        BigDecimal perMilli =
                BigDecimal.valueOf(requests)
                        .divide(BigDecimal.valueOf(windowSeconds * 1000L), EXACT);
        BigDecimal tokens = BigDecimal.valueOf(requests);
        Bucket bucket = null;
        long now = 1_800_000_000_000L;
        for (int pause : pauses) {
            now += pause;
            tokens =
                    tokens.add(perMilli.multiply(BigDecimal.valueOf(pause)))
                            .min(BigDecimal.valueOf(requests));
            boolean expected =
                    tokens.setScale(30, RoundingMode.HALF_UP).compareTo(BigDecimal.ONE) >= 0;
            Taking taking = Bucket.take(bucket, rate, now);
            assertThat(taking.allowed()).isEqualTo(expected);
            bucket = taking.bucket();
            tokens = expected ? tokens.subtract(BigDecimal.ONE) : tokens;
        }
    }

    @Property
    void withinAnySpanNoMoreThanTheBucketAndItsRefillPasses(
            @ForAll @IntRange(min = 1, max = 100) int requests,
            @ForAll @IntRange(min = 1, max = 60) int windowSeconds,
            @ForAll @Size(max = 300) List<@IntRange(max = 2000) Integer> pauses) {
        Rate rate = new Rate(requests, windowSeconds);
        List<Long> allowed = new ArrayList<>();
        Bucket bucket = null;
        long now = 0;
        for (int pause : pauses) {
            now += pause;
            Taking taking = Bucket.take(bucket, rate, now);
            bucket = taking.bucket();
            if (taking.allowed()) {
                allowed.add(now);
            }
        }
        for (int from = 0; from < allowed.size(); from++) {
            for (int to = from; to < allowed.size(); to++) {
                long span = allowed.get(to) - allowed.get(from);
                long most = requests + span * requests / (windowSeconds * 1000L);
                assertThat(to - from + 1L).isLessThanOrEqualTo(most);
            }
        }
    }

    @Property
    void theSharesOfAllInstancesAreTheWholeWheneverItCanBeDivided(
            @ForAll @IntRange(min = 1, max = 8) int instances,
            @ForAll @IntRange(min = 1, max = 20) int perInstance,
            @ForAll @IntRange(min = 1, max = 3600) int windowSeconds) {
        Rate rate = new Rate(instances * perInstance, windowSeconds);
        int allowed = 0;
        for (int instance = 0; instance < instances; instance++) {
            Bucket bucket = null;
            for (int call = 0; call < rate.requests() + 1; call++) {
                Taking taking = Bucket.take(bucket, rate, instances, 0);
                bucket = taking.bucket();
                allowed += taking.allowed() ? 1 : 0;
            }
        }
        assertThat(allowed).isEqualTo(rate.requests());
    }

    @Property
    void aShareIsNeverShut(
            @ForAll @IntRange(min = 1, max = 10) int requests,
            @ForAll @IntRange(min = 1, max = 100) int instances) {
        Taking taking = Bucket.take(null, new Rate(requests, 60), instances, 0);
        assertThat(taking.allowed()).isTrue();
        Decision decision = Decision.of(taking, new Rate(requests, 60), instances, 0);
        assertThat(decision.limit()).isEqualTo(Math.max(1, requests / instances));
    }

    @Property
    void theDecisionSaysWhenTheNextCallPasses(
            @ForAll @IntRange(min = 1, max = 500) int requests,
            @ForAll @IntRange(min = 1, max = 3600) int windowSeconds,
            @ForAll @IntRange(max = 600) int calls) {
        Rate rate = new Rate(requests, windowSeconds);
        Bucket bucket = null;
        Taking taking = Bucket.take(null, rate, 0);
        for (int call = 0; call < calls; call++) {
            taking = Bucket.take(bucket, rate, 0);
            bucket = taking.bucket();
        }
        Decision decision = Decision.of(taking, rate, 1, 0);
        long wait = decision.retryAfterMillis();
        assertThat(Bucket.take(taking.bucket(), rate, wait).allowed()).isTrue();
        if (wait > 0) {
            assertThat(decision.remaining()).isZero();
            assertThat(Bucket.take(taking.bucket(), rate, wait - 1).allowed()).isFalse();
        }
    }
}
