package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Long texts in the background: what they cost, what is refused, who sees them, how many a month
 * has.
 */
class JobsTest extends JobServiceTest {

    @Test
    void aLongTextIsSpokenInTheBackgroundPaidOnceAndHeardAsOneFile() {
        pro();
        int length = Boolean.getBoolean("feedtape.test.full") ? 100_000 : 25_000;
        try (KafkaProbe probe = KafkaProbe.fromNow("job")) {
            HttpResponse<byte[]> response = create(text(prose(length)).put("title", "A long one"));
            assertThat(response.statusCode()).isEqualTo(202);
            JsonNode created = read(response);
            String id = created.path("id").asString();
            assertThat(header(response, "Location")).isEqualTo("/api/tts/jobs/" + id);
            assertThat(created.path("price").asInt()).isEqualTo(length);
            assertThat(created.path("title").asString()).isEqualTo("A long one");

            JsonNode done = awaitStatus(id, "done");
            assertThat(done.path("charged").asInt()).isEqualTo(length);
            JsonNode progress = done.path("progress");
            assertThat(progress.path("characters_done").asInt()).isEqualTo(length);
            assertThat(progress.path("segments_done").asInt())
                    .isEqualTo(progress.path("segments").asInt());
            assertThat(charactersUsed()).isEqualTo(length);
            assertThat(spoken()).isEqualTo(length);
            String audio = done.at("/audio_ids/0").asString();
            HttpResponse<byte[]> sound = get("/api/audio/" + audio);
            assertThat(sound.statusCode()).isEqualTo(200);
            assertThat(sound.body().length).isGreaterThan(length);
            JsonNode receipt = read(get("/api/audio/" + audio + "/receipt"));
            assertThat(receipt.path("charged").asInt()).isEqualTo(length);
            assertThat(receipt.path("settled").asBoolean()).isTrue();

            JobFinished fact =
                    probe.await(JobFinished.class, it -> it.jobId().toString().equals(id));
            assertThat(fact.status()).isEqualTo("done");
            assertThat(fact.charged()).isEqualTo(length);
            assertThat(fact.audioIds()).extracting(UUID::toString).containsExactly(audio);
        }
        // What is paid is paid: the same text again costs nothing and counts nothing.
        JsonNode again = read(create(text(prose(length))));
        assertThat(again.path("price").asInt()).isZero();
        awaitStatus(again.path("id").asString(), "done");
        assertThat(charactersUsed()).isEqualTo(length);
        assertThat(jobsUsed()).isEqualTo(1);
    }

    @Test
    void theWholePriceIsHeldAtCreationOrTheJobIsRefusedWithItAndNothingHasChanged() {
        quota(1_000);
        HttpResponse<byte[]> refused = create(text(prose(1_001)));
        assertThat(error(refused)).isEqualTo("402 QUOTA_EXCEEDED");
        JsonNode details = read(refused).at("/error/details");
        assertThat(details.path("price").asInt()).isEqualTo(1_001);
        assertThat(details.path("metric").asString()).isEqualTo("characters_per_day");
        assertThat(jobsUsed()).isZero();
        assertThat(held()).isZero();
        for (String table : List.of("speech_job", "audio", "hold")) {
            assertThat(mine("select count(*) from " + table + " where account_id = :account"))
                    .isZero();
        }
        runner.stop();
        try {
            assertThat(create(text(prose(1_000))).statusCode()).isEqualTo(202);
            assertThat(held()).isEqualTo(1_000);
            assertThat(error(synthesize("More."))).isEqualTo("402 QUOTA_EXCEEDED");
        } finally {
            runner.start();
        }
    }

    @Test
    void whatCannotBeSpokenIsRefusedAtOnce() {
        assertThat(error(create(text("")))).isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("\u200b\u200b")))).isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("A \u0001 control")))).isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("Hello").put("voice", "Nobody"))))
                .isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("Hello").put("speed", 9)))).isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("Hello").put("title", "a\nb"))))
                .isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("Hello").put("articles", 3))))
                .isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("Hello").put("feed_id", UUID.randomUUID().toString()))))
                .isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(json.createObjectNode()))).isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(create(text("Hello").put("quality", "neural"))))
                .isEqualTo("402 PLAN_REQUIRED");
        assertThat(error(create(text("a".repeat(100_001))))).isEqualTo("413 TEXT_TOO_LONG");
        assertThat(jobsUsed()).isZero();
        assertThat(mine("select count(*) from speech_job where account_id = :account")).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    @Test
    void theSameKeyIsTheSameJobAndOthersDoNotSeeIt() {
        ObjectNode body = text(prose(300));
        JsonNode first = read(send(creating(port, body, "key-1")));
        JsonNode again = read(send(creating(port, body, "key-1")));
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(error(send(creating(port, text("Another"), "key-1"))))
                .isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
        String id = first.path("id").asString();
        awaitStatus(id, "done");
        assertThat(charactersUsed()).isEqualTo(300);
        assertThat(jobsUsed()).isEqualTo(1);

        token = TestIdentity.shared().accessToken().account(UUID.randomUUID());
        assertThat(error(get("/api/tts/jobs/" + id))).isEqualTo("404 NOT_FOUND");
        assertThat(error(delete(id))).isEqualTo("404 NOT_FOUND");
        assertThat(read(get("/api/tts/jobs")).path("items").size()).isZero();
    }

    @Test
    void jobsAreListedNewestFirstByCursor() {
        List<String> ids =
                IntStream.range(0, 3)
                        .mapToObj(i -> id(create(text("Listed as number %d.".formatted(i)))))
                        .toList();
        JsonNode page = read(get("/api/tts/jobs?limit=2"));
        String cursor = page.path("next_cursor").asString();
        JsonNode rest = read(get("/api/tts/jobs?limit=2&cursor=" + cursor));
        assertThat(
                        Stream.concat(
                                        page.path("items").valueStream(),
                                        rest.path("items").valueStream())
                                .map(job -> job.path("id").asString()))
                .isEqualTo(ids.reversed());
        assertThat(rest.path("next_cursor").isNull()).isTrue();
        assertThat(error(get("/api/tts/jobs?cursor=" + cursor + "x")))
                .isEqualTo("400 VALIDATION_FAILED");
        assertThat(error(get("/api/tts/jobs?limit=101"))).isEqualTo("400 VALIDATION_FAILED");
    }

    @Test
    void theLastJobsOfTheMonthAreGivenExactlyOnceToHoweverManyAskAtOnce() throws Exception {
        quota(20_000);
        List<Callable<HttpResponse<byte[]>>> requests =
                IntStream.range(0, 16)
                        .mapToObj(i ->
                                (Callable<HttpResponse<byte[]>>)
                                        () -> create(text("This is text %d.".formatted(i))))
                        .toList();
        List<HttpResponse<byte[]>> answers;
        try (var threads = Executors.newFixedThreadPool(16)) {
            answers = threads.invokeAll(requests).stream().map(Future::resultNow).toList();
        }
        List<HttpResponse<byte[]>> refused =
                answers.stream().filter(answer -> answer.statusCode() == 402).toList();
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 202).hasSize(10);
        assertThat(refused).hasSize(6);
        JsonNode details = read(refused.getFirst()).at("/error/details");
        assertThat(details.path("metric").asString()).isEqualTo("jobs_per_month");
        assertThat(details.path("limit").asInt()).isEqualTo(10);
        assertThat(details.path("plan").asString()).isEqualTo("free");
        assertThat(details.path("decision_id").isString()).isTrue();
        assertThat(details.path("resets_at").asString()).contains("-01T00:00:00Z");
        assertThat(jobsUsed()).isEqualTo(10);
        await().atMost(60, SECONDS).until(() -> held() == 0);
        assertThat(mine("select jobs from job_month where payer_id = :account")).isEqualTo(10);
    }

    @Test
    void aHundredThousandCharactersAreTakenAndTheWholeOfThemIsSetAside() {
        pro();
        runner.stop();
        try {
            JsonNode created = read(create(text(prose(100_000))));
            assertThat(created.path("price").asInt()).isEqualTo(100_000);
            assertThat(held()).isEqualTo(100_000);
            assertThat(created.at("/progress/segments").asInt()).isGreaterThan(33);
            assertThat(delete(created.path("id").asString()).statusCode()).isEqualTo(200);
            assertThat(held()).isZero();
        } finally {
            runner.start();
        }
    }

    @Test
    void whoeverSendsOneJobTwiceAtOnceHasOneAndPaysItOnce() throws Exception {
        ObjectNode body = text("Sent several times at once. " + account);
        Callable<HttpResponse<byte[]>> request = () -> send(creating(port, body, "once"));
        List<HttpResponse<byte[]>> answers;
        try (var threads = Executors.newFixedThreadPool(8)) {
            answers =
                    threads.invokeAll(Collections.nCopies(8, request)).stream()
                            .map(Future::resultNow)
                            .toList();
        }
        assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(202, 409).contains(202);
        List<String> ids =
                answers.stream()
                        .filter(answer -> answer.statusCode() == 202)
                        .map(answer -> read(answer).path("id").asString())
                        .distinct()
                        .toList();
        assertThat(ids).hasSize(1);
        awaitStatus(ids.getFirst(), "done");
        assertThat(mine("select count(*) from speech_job where account_id = :account"))
                .isEqualTo(1);
        assertThat(jobsUsed()).isEqualTo(1);
        assertThat(charactersUsed()).isEqualTo(body.path("text").asString().length());
    }

    @Test
    void aMonthHasRoomForAsManyJobsAsThePlanSays() {
        jdbc.sql(
                        """
                        insert into job_month (payer_id, month, jobs)
                        values (:account, date_trunc('month', app_now() at time zone 'UTC')::date, 10)
                        """)
                .param("account", account)
                .update();
        quota(20_000);
        assertThat(error(create(text("Not on this plan.")))).isEqualTo("402 QUOTA_EXCEEDED");
        pro();
        await().atMost(30, SECONDS)
                .until(() -> read(get("/api/tts/usage")).at("/jobs/limit").asInt() == 500);
        awaitStatus(id(create(text("On this one."))), "done");
        assertThat(jobsUsed()).isEqualTo(11);
    }
}
