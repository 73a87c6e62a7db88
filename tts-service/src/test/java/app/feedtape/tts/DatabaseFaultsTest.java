package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestInfrastructure;
import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** The database goes away in the middle of a listening. */
@FeedTapeServiceTest(faults = true)
@Import(BookingFaultsTest.LostAnswers.class)
class DatabaseFaultsTest extends SpeechServiceTest {

    @AfterEach
    void bringBack() {
        TestInfrastructure.postgresProxy().forward();
    }

    @Test
    void aListeningWithoutADatabaseIsNeverTakenForAWholeOneAndTheBooksAgreeAfterwards()
            throws Exception {
        polly.fault("latency", -1, 1_000, 0);
        String text = prose(6_000);
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Long> heard = threads.submit(() -> millisHeard(text));
            await().atMost(10, SECONDS).until(() -> !polly.callsSince(begunAt).isEmpty());
            TestInfrastructure.postgresProxy().cut();
            assertThat(heard.get(60, SECONDS)).isIn(0L, 6_000L * 60);
        }
        TestInfrastructure.postgresProxy().forward();
        polly.calm();

        await().atMost(30, SECONDS)
                .ignoreExceptions()
                .until(() -> get("/api/tts/usage").statusCode() == 200);
        // Its own alone: what other tests left open is settled one after another.
        jdbc.sql(
                        """
                        update hold set lease_until = app_now() - interval '1 second'
                        where state = 'open' and account_id = :account
                        """)
                .param("account", account)
                .update();
        await().atMost(30, SECONDS)
                .until(() -> read(get("/api/tts/usage")).path("characters_held").asLong() == 0);
        long used = charactersUsed();
        assertThat(header(synthesize(text), "X-Characters-Charged")).isEqualTo("" + (6_000 - used));
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    /** Of an answer that says it is whole; 0 for one that was refused or broken off. */
    private long millisHeard(String text) {
        try {
            HttpResponse<byte[]> answer = synthesize(text);
            if (answer.statusCode() != 200) {
                assertThat(answer.statusCode()).isEqualTo(503);
                return 0;
            }
            // Rounded down to a second: every segment ends with a whole frame.
            return ((Sound) Mp3.read(answer.body())).millis() / 1_000 * 1_000;
        } catch (UncheckedIOException brokenOff) {
            return 0;
        }
    }
}
