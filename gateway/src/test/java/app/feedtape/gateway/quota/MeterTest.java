package app.feedtape.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.quota.Meter.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-22T00:00:00Z");

    private final Meter meter = new Meter(2);

    private void lease(long calls, long granted, Instant now) {
        meter.ask();
        meter.settle(new Lease(100L, calls, granted, MIDNIGHT), now);
    }

    @Test
    void withHalfOfALeaseSpentTheNextIsAskedForBesideTheCall() {
        assertThat(meter.take(100L, NOON)).isEqualTo(Verdict.ASK);
        lease(4, 4, NOON);
        assertThat(meter.take(100L, NOON)).isEqualTo(Verdict.PASS);
        assertThat(meter.take(100L, NOON)).isEqualTo(Verdict.PASS_AND_ASK);
        assertThat(meter.ask().isMine()).isTrue();
        assertThat(meter.ask().isMine()).isFalse();
        assertThat(meter.take(100L, NOON)).isEqualTo(Verdict.PASS);
    }

    @Test
    void anotherDayIsAnotherCount() {
        meter.take(100L, NOON);
        lease(100, 0, NOON);
        assertThat(meter.take(100L, MIDNIGHT.minusMillis(1))).isEqualTo(Verdict.USED_UP);
        assertThat(meter.take(100L, MIDNIGHT)).isEqualTo(Verdict.ASK);
        assertThat(meter.unspent(MIDNIGHT)).isZero();
    }

    /** Held was more than a lease of the lower limit, and was spent while billing was asked. */
    @Test
    void aGrantOfNothingBelowTheLimitDoesNotUseUpTheDay() {
        meter.take(100L, NOON);
        lease(40, 0, NOON);
        assertThat(meter.take(100L, NOON)).isEqualTo(Verdict.ASK);
        lease(100, 0, NOON);
        assertThat(meter.take(100L, NOON)).isEqualTo(Verdict.USED_UP);
    }

    @Test
    void yesterdaysAnswerDoesNotUseUpToday() {
        meter.take(100L, MIDNIGHT);
        lease(100, 0, MIDNIGHT);
        assertThat(meter.take(100L, MIDNIGHT)).isEqualTo(Verdict.PASS);
        assertThat(meter.take(100L, MIDNIGHT.plusSeconds(2))).isEqualTo(Verdict.ASK);
    }

    @Test
    void withoutBillingAnInstanceHasItsShareOfWhatWasLeftAndNoMore() {
        meter.take(100L, NOON);
        lease(60, 0, NOON.minusSeconds(1));
        meter.take(200L, NOON);
        meter.ask();
        meter.settle(null, NOON);
        int passed = 0;
        while (meter.take(200L, NOON) == Verdict.PASS) {
            passed++;
        }
        assertThat(passed).isEqualTo(70);
        assertThat(meter.take(200L, NOON)).isEqualTo(Verdict.UNKNOWN);
        meter.ask();
        meter.settle(new Lease(200L, 160, 100, MIDNIGHT), NOON.plusSeconds(1));
        assertThat(meter.unspent(NOON)).isEqualTo(30);
    }

    @Test
    void noLimitIsNeverUsedUp() {
        meter.take(null, NOON);
        meter.ask();
        meter.settle(null, NOON);
        for (int call = 0; call < 1_000; call++) {
            assertThat(meter.take(null, NOON)).isEqualTo(Verdict.PASS);
        }
    }
}
