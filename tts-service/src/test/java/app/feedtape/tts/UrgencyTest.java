package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.tts.segments.TextSegments;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** One provider, a job that is made ahead and somebody who listens. */
class UrgencyTest extends JobServiceTest {

    private static final int OF_THE_JOB = 3;
    private static final int LISTENED_FOR = 2;

    @Autowired MeterRegistry metrics;

    @AfterEach
    void theBudgetIsFull() {
        jdbc.sql("update engine_pace set full_at = app_now()").update();
    }

    @Test
    void whenTurnsAreScarceWhoListensGoesBeforeAJobThatWaitedLonger() throws Exception {
        pro();
        String listened = prose(8_000).replace("quick brown", "listened");
        // Its beginning is stored: what follows it may wait longer for a turn than a first byte
        // may.
        List<String> beginning =
                TextSegments.of(listened, Locale.ENGLISH).stream()
                        .limit(2)
                        .map(segment -> segment.text())
                        .toList();
        assertThat(synthesize(neural(String.join("", beginning))).statusCode()).isEqualTo(200);
        int before = polly.callsSince(begunAt).size();

        noTurns();
        id(create(text(prose(25_000)).put("quality", "neural")));
        awaitWaiting(OF_THE_JOB);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<byte[]>> heard = threads.submit(() -> synthesize(neural(listened)));
            awaitWaiting(OF_THE_JOB + LISTENED_FOR);
            assertThat(heard.get().statusCode()).isEqualTo(200);
            assertThat(header(heard.get(), "X-Voice-Reason")).isEqualTo("(none)");
        }
        List<TestPolly.Call> served = polly.callsSince(begunAt);
        List<TestPolly.Call> first = served.subList(before, before + LISTENED_FOR + 1);
        assertThat(first)
                .as("of %s", served)
                .filteredOn(call -> call.text().contains("listened"))
                .hasSizeGreaterThanOrEqualTo(LISTENED_FOR);
        assertThat(served).allMatch(call -> call.engine().equals("neural"));
    }

    private ObjectNode neural(String text) {
        return body(text).put("quality", "neural");
    }

    /** Until so many wait for one; then they come one by one, as the provider allows. */
    private void awaitWaiting(int count) {
        await(count + " who wait")
                .atMost(60, SECONDS)
                .until(() -> {
                    noTurns();
                    return metrics.get("feedtape.speech.waiting")
                                    .tag("engine", "neural")
                                    .gauge()
                                    .value()
                            >= count;
                });
    }

    private void noTurns() {
        jdbc.sql(
                        """
                        update engine_pace set full_at = app_now() + interval '2.5 seconds', urgent_turns = 0
                        where engine = 'neural'
                        """)
                .update();
    }
}
