package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.test.KafkaProbe;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How jobs end before they are done, and what is paid then. */
class JobEndingTest extends JobServiceTest {

    @Test
    void aCancelledJobKeepsWhatIsMadeAndGivesTheRestBack() {
        pro();
        polly.fault("latency", -1, 700, 0);
        String id = id(create(text(prose(30_000))));
        await().atMost(30, SECONDS).until(() -> segmentsDone(id) >= 1);
        assertThat(delete(id).statusCode()).isEqualTo(202);
        JsonNode over = awaitStatus(id, "cancelled");
        int charged = over.path("charged").asInt();
        assertThat(charged).isBetween(200, 29_000);
        assertThat(over.at("/progress/characters_done").asInt()).isEqualTo(charged);
        assertThat(charactersUsed()).isEqualTo(charged);
        assertThat(spoken()).isEqualTo(charged);
        assertThat(held()).isZero();
        assertThat(jobsUsed()).as("sound came of it").isEqualTo(1);
        assertThat(delete(id).statusCode()).isEqualTo(200);
        assertThat(error(get("/api/audio/" + over.at("/audio_ids/0").asString())))
                .isEqualTo("409 CONFLICT");
        polly.calm();
        HttpResponse<byte[]> rest = create(text(prose(30_000)));
        assertThat(read(rest).path("price").asInt()).isEqualTo(30_000 - charged);
    }

    @Test
    void aJobThatNobodyHasBegunEndsAtOnceAndDoesNotCount() {
        pro();
        runner.stop();
        try {
            String id = id(create(text(prose(500))));
            assertThat(jobsUsed()).isEqualTo(1);
            HttpResponse<byte[]> cancelled = delete(id);
            assertThat(cancelled.statusCode()).isEqualTo(200);
            assertThat(read(cancelled).path("status").asString()).isEqualTo("cancelled");
            assertThat(held()).isZero();
            assertThat(jobsUsed()).isZero();
        } finally {
            runner.start();
        }
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    @Test
    void aJobThatNobodyHasPatienceWithFailsVisiblyAndGivesEverythingBack() {
        polly.fault("error", -1);
        try (KafkaProbe probe = KafkaProbe.fromNow("job", "notification")) {
            String id = id(create(text(prose(600))));
            awaitWaiting(id);
            jdbc.sql(
                            """
                            update speech_job set give_up_at = app_now(), next_try_at = app_now(),
                                created_at = created_at - interval '6 hours' where id = :id
                            """)
                    .param("id", UUID.fromString(id))
                    .update();
            JsonNode failed = awaitStatus(id, "failed");
            assertThat(failed.at("/error/code").asString()).isEqualTo("SPEECH_UNAVAILABLE");
            assertThat(failed.at("/items/0/status").asString()).isEqualTo("failed");
            assertThat(charactersUsed()).isZero();
            assertThat(held()).isZero();
            assertThat(jobsUsed()).as("nothing came of it").isZero();
            JobFinished fact =
                    probe.await(JobFinished.class, it -> it.jobId().toString().equals(id));
            assertThat(fact.status()).isEqualTo("failed");
            assertThat(fact.error()).isEqualTo("SPEECH_UNAVAILABLE");
            NotificationRequested mail =
                    probe.await(NotificationRequested.class, it -> it.accountId().equals(account));
            assertThat(mail.template()).isEqualTo("speech_failed");
        }
    }

    @Test
    void aTextTheVoiceWillNeverTakeFailsAtOnceAndHarmsNoOther() {
        polly.fault("too_long", 1);
        String id = id(create(text("The provider will not have it.")));
        JsonNode failed = awaitStatus(id, "failed");
        assertThat(failed.at("/error/code").asString()).isEqualTo("TEXT_TOO_LONG");
        assertThat(charactersUsed()).isZero();
        assertThat(held()).isZero();
    }

    @Test
    void jobsOfASuspendedAccountEndAlsoThoseThatNobodyHasBegun() {
        pro();
        polly.fault("latency", -1, 700, 0);
        List<String> ids =
                Stream.of("one", "two", "three")
                        .map(word -> id(create(text(word + " " + prose(20_000)))))
                        .toList();
        await().atMost(30, SECONDS).until(() -> segmentsDone(ids.getFirst()) >= 1);
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            probe.publish("/auth-service", fact("suspended"));
            await().atMost(30, SECONDS)
                    .until(() ->
                            mine(
                                            """
                                            select count(*) from speech_job where account_id = :account
                                              and state = 'cancelled' and error = 'ACCOUNT_SUSPENDED'
                                            """)
                                    == 3);
            assertThat(error(get("/api/tts/jobs"))).isEqualTo("403 ACCOUNT_SUSPENDED");
            assertThat(
                            mine(
                                    "select count(*) from hold where account_id = :account and state = 'open'"))
                    .isZero();
            assertThat(mine("select committed from character_day where payer_id = :account"))
                    .isLessThan(20_000)
                    .isEqualTo(spoken());
        }
    }

    @Test
    void aPlanThatEndsInTheMiddleEndsNoJobThatIsPaidFor() {
        pro();
        polly.fault("latency", -1, 500, 0);
        String id = id(create(text(prose(12_000))));
        await().atMost(30, SECONDS).until(() -> segmentsDone(id) >= 1);
        billing.plan(account, "free", 20_000, Instant.now().minusSeconds(60));
        await().atMost(30, SECONDS)
                .until(() ->
                        read(get("/api/tts/usage")).at("/limits/characters").asInt() == 20_000);
        assertThat(error(create(text("Something new.")))).isEqualTo("402 TRIAL_EXPIRED");
        polly.calm();
        JsonNode done = awaitStatus(id, "done");
        assertThat(done.path("charged").asInt()).isEqualTo(12_000);
        assertThat(charactersUsed()).isEqualTo(12_000);
        assertThat(held()).isZero();
    }

    @Test
    void jobsOfADeletedAccountEndInTheMiddleAndNothingBeyondWhatIsStoredIsPaid() {
        pro();
        polly.fault("latency", -1, 700, 0);
        List<String> ids =
                Stream.of("one", "two", "three")
                        .map(word -> id(create(text(word + " " + prose(20_000)))))
                        .toList();
        await().atMost(30, SECONDS).until(() -> segmentsDone(ids.getFirst()) >= 1);
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            probe.publish("/auth-service", fact("deleted"));
            await().atMost(60, SECONDS)
                    .until(() ->
                            mine(
                                            """
                                            select count(*) from speech_job where account_id = :account
                                              and state = 'cancelled' and cancel_reason = 'deleted'
                                            """)
                                    == 3);
            assertThat(
                            mine(
                                    "select count(*) from hold where account_id = :account and state = 'open'"))
                    .isZero();
            assertThat(mine("select committed from character_day where payer_id = :account"))
                    .isLessThan(20_000)
                    .isEqualTo(spoken());
        }
    }
}
