package app.feedtape.tts.marks;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waits that are only noted. */
class MarkPaceTest {

    private static final Duration AMPLE = Duration.ofSeconds(6);

    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicInteger chosen = new AtomicInteger();
    private final MarkPace pace =
            new MarkPace(
                    new SimpleMeterRegistry(),
                    pauses::add,
                    bound -> chosen.getAndIncrement() % bound);

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void whatOthersAskedTakesAsLongAsTheProviderTookLastForOneOrAnother() {
        pace.took(millis(200));
        pace.took(millis(700));
        pace.handOut(Duration.ZERO, AMPLE);
        pace.handOut(Duration.ZERO, AMPLE);
        pace.handOut(Duration.ZERO, AMPLE);
        assertThat(pauses).containsExactly(millis(200), millis(700), millis(200));
    }

    @Test
    void beforeAnythingWasMeasuredItTakesTheUsualTime() {
        pace.handOut(Duration.ZERO, AMPLE);
        assertThat(pauses).containsExactly(millis(300));
    }

    @Test
    void whoWaitedForWhoeverIsAskingWaitsTheRestAlone() {
        pace.took(millis(500));
        pace.handOut(millis(450), AMPLE);
        pace.handOut(millis(500), AMPLE);
        pace.handOut(millis(900), AMPLE);
        assertThat(pauses).containsExactly(millis(50));
    }

    @Test
    void nobodyWaitsLongerThanThereIsTimeFor() {
        pace.took(Duration.ofSeconds(20));
        pace.handOut(Duration.ZERO, millis(1_500));
        pace.handOut(Duration.ZERO, millis(-5));
        assertThat(pauses).containsExactly(millis(1_500));
    }

    @Test
    void onlyTheLastOnesCount() {
        pace.took(Duration.ofSeconds(5));
        for (int i = 0; i < 32; i++) {
            pace.took(millis(100));
            pace.handOut(Duration.ZERO, AMPLE);
        }
        pauses.clear();
        for (int i = 0; i < 32; i++) {
            pace.handOut(Duration.ZERO, AMPLE);
        }
        assertThat(pauses).hasSize(32).containsOnly(millis(100));
    }
}
