package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Gateways whose clocks differ by an hour (faults.md G26). */
class SkewedClocksTest {

    private static final Rate FREE = new Rate(60, 60);
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void twoGatewaysAnHourApartAllowNoMoreThanOne() {
        Bucket bucket = null;
        int allowed = 0;
        for (int call = 0; call < 400; call++) {
            Taking taking = Bucket.take(bucket, FREE, call % 2 == 0 ? HOUR : 0);
            bucket = taking.bucket();
            allowed += taking.allowed() ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(60);
    }

    @Test
    void aBucketThatAWrongClockFrozeEndsByItselfAndRefusalsDoNotKeepIt() {
        AtomicLong nanos = new AtomicLong();
        LocalBuckets buckets = new LocalBuckets(1, nanos::get);
        for (int call = 0; call < 60; call++) {
            assertThat(buckets.take("k", FREE, HOUR).allowed()).isTrue();
        }
        for (int second = 0; second < 60; second++) {
            assertThat(buckets.take("k", FREE, 0).allowed()).isFalse();
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(buckets.take("k", FREE, 0).allowed()).isTrue();
    }

    @Test
    void aRefusalByABucketAheadNamesAWaitOfAWindowAtMost() {
        Bucket full = new Bucket(60L * 60_000, HOUR, 60_000);
        Decision decision = Decision.of(Bucket.take(full, FREE, 0), FREE, 1, 0);
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.retryAfterMillis()).isBetween(1L, 61_000L);
        assertThat(decision.secondsToFull()).isBetween(1L, 61L);
    }
}
