package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long NOW = Long.MAX_VALUE - 5_000_000;

    private final Pace pace = new Pace();

    private List<Long> take(int turns, long now) {
        return Stream.generate(() -> pace.take(now).toMillis()).limit(turns).toList();
    }

    @Test
    void aFewBeginAtOnceAndTheOthersOneAfterTheOther() {
        assertThat(take(7, NOW)).containsExactly(0L, 0L, 0L, 0L, 20L, 40L, 60L);
    }

    @Test
    void afterASilenceAFewBeginAtOnceAgainAndNoMore() {
        take(7, NOW);
        // The clock of the virtual machine may pass its largest number.
        long later = NOW + Duration.ofMinutes(1).toNanos();
        assertThat(take(6, later)).containsExactly(0L, 0L, 0L, 0L, 20L, 40L);
    }

    @Test
    void whoComesAtTheirTimeDoesNotWait() {
        take(5, NOW);
        assertThat(take(1, NOW + Duration.ofMillis(40).toNanos())).containsExactly(0L);
    }
}
