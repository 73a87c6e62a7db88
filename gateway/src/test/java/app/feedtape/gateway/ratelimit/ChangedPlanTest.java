package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import org.junit.jupiter.api.Test;

class ChangedPlanTest {

    private static final Rate FREE = new Rate(60, 60);
    private static final Rate PRO = new Rate(300, 60);

    private static Bucket spent(Rate rate, int calls) {
        Bucket bucket = null;
        for (int call = 0; call < calls; call++) {
            bucket = Bucket.take(bucket, rate, 0).bucket();
        }
        return bucket;
    }

    @Test
    void aLargerPlanIsFeltAtOnce() {
        assertThat(Bucket.take(spent(FREE, 60), FREE, 0).allowed()).isFalse();
        Taking taking = Bucket.take(spent(FREE, 60), PRO, 0);
        assertThat(taking.allowed()).isTrue();
        assertThat(Decision.of(taking, PRO, 1, 0).remaining()).isEqualTo(239);
    }

    @Test
    void aSmallerPlanIsFeltAtOnceAndForgivesWhatTheLargerOneAllowed() {
        Taking taking = Bucket.take(spent(PRO, 300), FREE, 0);
        assertThat(taking.allowed()).isFalse();
        assertThat(Bucket.take(taking.bucket(), FREE, 1000).allowed()).isTrue();
    }

    @Test
    void anotherWindowKeepsTheNumberOfCallsSpent() {
        Taking taking = Bucket.take(spent(new Rate(10, 60), 5), new Rate(10, 3600), 0);
        assertThat(Decision.of(taking, new Rate(10, 3600), 1, 0).remaining()).isEqualTo(4);
    }

    @Test
    void aClockThatIsALittleBehindGivesNothingAndTakesNothing() {
        Bucket bucket = Bucket.take(null, FREE, 10_000).bucket();
        Taking taking = Bucket.take(bucket, FREE, 9_500);
        assertThat(taking.bucket().atMillis()).isEqualTo(10_000);
        assertThat(Decision.of(taking, FREE, 1, 9_500).remaining()).isEqualTo(58);
    }
}
