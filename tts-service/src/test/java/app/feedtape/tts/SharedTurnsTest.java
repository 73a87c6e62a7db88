package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The provider's budget as the database gives it out, to any number of instances. */
class SharedTurnsTest extends SpeechServiceTest {

    private static final double NEVER = 0.000_001;

    private final String engine = "test-" + UUID.randomUUID();
    private final UUID one = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();

    private record Granted(int urgent, int background, int running) {}

    private record Ask(UUID instance, int running, int urgent, int accounts, int background) {}

    private Granted take(Ask ask, double perSecond, int burst, int atOnce) {
        return jdbc.sql(
                        """
                        select urgent_granted as urgent, background_granted as background,
                               running_everywhere as running
                        from take_turns(:engine, :me, :running, 0, :urgent, :accounts, :background,
                                        :rate, :burst, :at_once)
                        """)
                .param("engine", engine)
                .param("me", ask.instance())
                .param("running", ask.running())
                .param("urgent", ask.urgent())
                .param("accounts", ask.accounts())
                .param("background", ask.background())
                .param("rate", perSecond)
                .param("burst", burst)
                .param("at_once", atOnce)
                .query(Granted.class)
                .single();
    }

    private void refill() {
        jdbc.sql("update engine_pace set full_at = app_now() where engine = :engine")
                .param("engine", engine)
                .update();
    }

    @Test
    void allInstancesTogetherGetTheRateAndNotOneMore() throws Exception {
        double rate = 200;
        int burst = 10;
        double began = databaseSeconds();
        List<Callable<Integer>> instances =
                IntStream.range(0, 6)
                        .mapToObj(i -> (Callable<Integer>) () -> hammer(rate, burst, new Random(i)))
                        .toList();
        try (var threads = Executors.newFixedThreadPool(6)) {
            int granted = threads.invokeAll(instances).stream().mapToInt(Future::resultNow).sum();
            double most = burst + rate * (databaseSeconds() - began);
            assertThat((double) granted).isBetween((double) burst, most);
        }
    }

    /** As an instance does: it ends some of what it has, and asks for more. */
    private int hammer(double rate, int burst, Random random) {
        UUID me = UUID.randomUUID();
        int running = 0;
        int granted = 0;
        for (int i = 0; i < 60; i++) {
            running -= random.nextInt(running + 1);
            Granted got = take(new Ask(me, running, 5, 2, 3), rate, burst, 12);
            assertThat(got.running()).isLessThanOrEqualTo(12);
            running += got.urgent() + got.background();
            granted += got.urgent() + got.background();
        }
        return granted;
    }

    @Test
    void whatACrashedInstanceHadUnderWayIsFreeAgain() {
        assertThat(take(new Ask(one, 0, 3, 1, 0), NEVER, 10, 3).urgent()).isEqualTo(3);
        assertThat(take(new Ask(other, 0, 1, 1, 0), NEVER, 10, 3).urgent()).isZero();
        jdbc.sql(
                        "update engine_share set asked_at = asked_at - interval '6 seconds' where instance = :one")
                .param("one", one)
                .update();
        assertThat(take(new Ask(other, 0, 1, 1, 0), NEVER, 10, 3).urgent()).isEqualTo(1);
    }

    @Test
    void aClockThatWasSetBackDoesNotKeepTheBucketEmpty() {
        assertThat(take(new Ask(one, 0, 1, 1, 0), 100, 10, 100).urgent()).isEqualTo(1);
        jdbc.sql(
                        "update engine_pace set full_at = app_now() + interval '1 hour' where engine = :engine")
                .param("engine", engine)
                .update();
        assertThat(take(new Ask(one, 0, 1, 1, 0), 100, 10, 100).urgent()).isZero();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> take(new Ask(one, 0, 1, 1, 0), 100, 10, 100).urgent() == 1);
    }

    @Test
    void whatIsMadeAheadLeavesHalfOfTheBucketToThoseWhoWait() {
        assertThat(take(new Ask(one, 0, 0, 0, 20), NEVER, 10, 100).background()).isEqualTo(5);
        assertThat(take(new Ask(other, 0, 20, 1, 0), NEVER, 10, 100).urgent()).isEqualTo(5);
    }

    @Test
    void whileTheProviderThrottlesWhatIsMadeAheadGetsSlowerAndNeverNothing() {
        take(new Ask(one, 0, 0, 0, 0), NEVER, 6, 100);
        jdbc.sql("update engine_pace set pace = 0.1, full_at = app_now() where engine = :engine")
                .param("engine", engine)
                .update();
        assertThat(take(new Ask(one, 0, 0, 0, 5), NEVER, 6, 100).background()).isPositive();
    }

    @Test
    void whileSomebodyWaitsAnywhereWhatIsMadeAheadGetsOneTurnInEight() {
        assertThat(take(new Ask(other, 0, 6, 1, 0), NEVER, 5, 100).urgent()).isEqualTo(5);
        refill();
        assertThat(take(new Ask(one, 0, 0, 0, 5), NEVER, 5, 100).background()).isZero();
        assertThat(take(new Ask(other, 0, 6, 1, 0), NEVER, 5, 100).urgent()).isEqualTo(5);
        refill();
        assertThat(take(new Ask(one, 0, 0, 0, 5), NEVER, 5, 100).background()).isEqualTo(1);
        assertThat(take(new Ask(one, 0, 0, 0, 5), NEVER, 5, 100).background()).isZero();
    }

    @Test
    void anInstanceWithManySegmentsOfOneListenerLeavesTheOtherInstancesListenersTheirPart() {
        take(new Ask(one, 0, 6, 1, 0), NEVER, 6, 100);
        take(new Ask(other, 0, 1, 1, 0), NEVER, 6, 100);
        refill();
        assertThat(take(new Ask(one, 0, 40, 1, 0), NEVER, 6, 100).urgent()).isEqualTo(3);
        assertThat(take(new Ask(other, 0, 1, 1, 0), NEVER, 6, 100).urgent()).isEqualTo(1);
    }

    @Test
    void whenTheProviderThrottlesAllInstancesSlowDownAndRecover() {
        polly.fault("throttle", 1);
        assertThat(synthesize(prose(100)).statusCode()).isEqualTo(200);
        assertThat(pace()).isLessThan(0.9);
        jdbc.sql("update engine_pace set paced_at = app_now() - interval '30 seconds'").update();
        polly.fault("throttle", 1);
        assertThat(synthesize(prose(101)).statusCode()).isEqualTo(200);
        assertThat(pace()).as("half of all").isEqualTo(0.5);
        jdbc.sql("update engine_pace set pace = 1, full_at = app_now()").update();
    }

    private double pace() {
        return jdbc.sql("select pace from engine_pace where engine = 'standard'")
                .query(Double.class)
                .single();
    }

    private double databaseSeconds() {
        return jdbc.sql("select extract(epoch from clock_timestamp())")
                .query(Double.class)
                .single();
    }
}
