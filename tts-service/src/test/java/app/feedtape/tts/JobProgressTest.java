package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.TestIdentity;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How jobs are gone on with, by whom and in which order. */
class JobProgressTest extends JobServiceTest {

    @Test
    void whatAKilledInstanceLeftIsGoneOnWithAndNothingStoredIsSpokenOrPaidAgain() throws Exception {
        pro();
        runner.stop();
        String id;
        int stored;
        try {
            SecondInstance second = SecondInstance.beside(environment);
            polly.fault("latency", -1, 600, 0);
            id = id(send(creating(second.port(), text(prose(25_000)), "key-1")));
            await().atMost(60, SECONDS).until(() -> segmentsDone(id) >= 3);
            second.kill();
            stored = segmentsDone(id);
            assertThat(status(id)).isEqualTo("running");
            assertThat(held()).isEqualTo(25_000 - (int) charactersUsed());
        } finally {
            polly.calm();
            runner.start();
        }
        // Its lease is over in twenty seconds, or now.
        jdbc.sql(
                        "update speech_job set runner_until = app_now() where id = :id and runner is not null")
                .param("id", UUID.fromString(id))
                .update();
        jdbc.sql(
                        "update audio set maker_until = app_now() where account_id = :account and maker is not null")
                .param("account", account)
                .update();
        JsonNode done = awaitStatus(id, "done");
        assertThat(done.path("charged").asInt()).isEqualTo(25_000);
        assertThat(charactersUsed()).isEqualTo(25_000);
        assertThat(held()).isZero();
        Map<String, Long> calls =
                polly.callsSince(begunAt).stream()
                        .collect(
                                Collectors.groupingBy(TestPolly.Call::text, Collectors.counting()));
        int pieces = done.at("/progress/segments").asInt();
        assertThat(calls).hasSize(pieces);
        assertThat(calls.values().stream().filter(times -> times == 1).count())
                .as("what was stored is not asked for again")
                .isGreaterThanOrEqualTo(stored);
        assertThat(get("/api/audio/" + done.at("/audio_ids/0").asString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whileTheVoiceIsAwayAJobWaitsWithItsPriceAndThenGoesOn() {
        polly.fault("error", -1);
        String id = id(create(text(prose(600))));
        JsonNode waiting = awaitWaiting(id);
        assertThat(waiting.path("status").asString()).isEqualTo("running");
        assertThat(waiting.at("/error/code").asString()).isEqualTo("SPEECH_UNAVAILABLE");
        assertThat(held()).isEqualTo(600);
        // However long nobody spends it: it is the job's until the job is over.
        jdbc.sql(
                        "update hold set lease_until = app_now() - interval '1 hour' where account_id = :account")
                .param("account", account)
                .update();
        while (ledger.trySettleOneExpired()) {
            assertThat(held()).isEqualTo(600);
        }
        assertThat(held()).isEqualTo(600);
        polly.calm();
        breakers.getAllCircuitBreakers().forEach(breaker -> breaker.reset());
        due(id);
        JsonNode done = awaitStatus(id, "done");
        assertThat(done.path("error").isNull()).isTrue();
        assertThat(done.path("charged").asInt()).isEqualTo(600);
        assertThat(charactersUsed()).isEqualTo(600);
        assertThat(held()).isZero();
    }

    @Test
    void anAccountWithManyJobsDoesNotKeepAnotherWaitingAndHasTwoAtOnce() {
        pro();
        polly.fault("latency", -1, 1_500, 0);
        List<String> many =
                Stream.of("a", "b", "c", "d")
                        .map(word -> id(create(text(word + " " + prose(800)))))
                        .toList();
        var first = token;
        token = TestIdentity.shared().accessToken().account(UUID.randomUUID());
        String other = id(create(text(prose(800))));
        await().atMost(60, SECONDS)
                .until(() -> {
                    assertThat(
                                    mine(
                                            """
                                            select count(*) from speech_job
                                            where account_id = :account and runner_until > app_now()
                                            """))
                            .isLessThanOrEqualTo(2);
                    return status(other).equals("done");
                });
        token = first;
        many.forEach(id -> awaitStatus(id, "done"));
        List<UUID> turns =
                jdbc.sql("select id from speech_job where id = any(:ids) order by begun_at")
                        .param(
                                "ids",
                                Stream.concat(many.stream(), Stream.of(other))
                                        .map(UUID::fromString)
                                        .toArray(UUID[]::new))
                        .query(UUID.class)
                        .list();
        assertThat(turns.indexOf(UUID.fromString(other))).isLessThanOrEqualTo(2);
    }
}
