package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.tts.ledger.CharacterLedger;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Long texts, articles and feeds in the background: paid once, gone on with, ended, counted. */
class JobsTest extends SpeechServiceTest {

    @Autowired CharacterLedger ledger;

    @Autowired ConfigurableEnvironment environment;

    @Autowired
    @Qualifier("jobRunner")
    SmartLifecycle runner;

    @AfterEach
    void nothingIsLeftAndTheBooksAgree() {
        polly.calm();
        feeds.away(false);
        jdbc.sql(
                        """
                        update speech_job set cancel_reason = 'asked', next_try_at = app_now()
                        where finished_at is null and cancel_reason is null
                        """)
                .update();
        await().atMost(60, SECONDS)
                .until(() ->
                        count("select count(*) from speech_job where finished_at is null") == 0);
        assertThat(count("select count(*) from speech_job_item where text is not null")).isZero();
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

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
        assertThat(details.path("metric").asString()).isEqualTo("jobs");
        assertThat(details.path("limit").asInt()).isEqualTo(10);
        assertThat(details.path("plan").asString()).isEqualTo("free");
        assertThat(details.path("decision_id").isString()).isTrue();
        assertThat(details.path("resets_at").asString()).contains("-01T00:00:00Z");
        assertThat(jobsUsed()).isEqualTo(10);
        await().atMost(60, SECONDS).until(() -> held() == 0);
        assertThat(mine("select jobs from job_month where payer_id = :account")).isEqualTo(10);
    }

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

    @Test
    void anArticleIsSpokenInItsOwnLanguageForWhoFollowsIt() {
        String text = "Der schnelle braune Fuchs springt über den faulen Hund. " + account;
        UUID article = feeds.article(account, "Der Fuchs", "de", text);
        JsonNode created = read(create(source("article_id", article)));
        JsonNode done = awaitStatus(created.path("id").asString(), "done");
        assertThat(done.path("source").asString()).isEqualTo("article");
        assertThat(done.at("/items/0/title").asString()).isEqualTo("Der Fuchs");
        assertThat(done.at("/items/0/article_id").asString()).isEqualTo(article.toString());
        assertThat(done.at("/items/0/language").asString()).isEqualTo("de");
        assertThat(done.path("charged").asInt()).isEqualTo(text.length());

        UUID foreign = feeds.article(UUID.randomUUID(), "Not mine", "en", "Not for you.");
        assertThat(error(create(source("article_id", foreign)))).isEqualTo("404 NOT_FOUND");
        UUID unreadable = feeds.unreadable(account);
        assertThat(error(create(source("article_id", unreadable))))
                .isEqualTo("422 FEED_UNREADABLE");
        feeds.away(true);
        HttpResponse<byte[]> away = create(source("article_id", article));
        assertThat(error(away)).isEqualTo("503 UPSTREAM_UNAVAILABLE");
        assertThat(header(away, "Retry-After")).isEqualTo("2");
    }

    @Test
    void aFeedIsOneJobWithAnAudioPerArticleNewestFirstAndEachArticleOnce() {
        pro();
        List<UUID> unread = new ArrayList<>();
        unread.add(feeds.article(account, "Newest", "en", "The newest of them all. " + account));
        unread.add(feeds.unreadable(account));
        unread.add(feeds.article(account, "Stars", "en", "* * *"));
        for (int i = 0; i < 4; i++) {
            unread.add(
                    feeds.article(
                            account,
                            "Number " + i,
                            "en",
                            "Article number %d of this feed. %s".formatted(i, account)));
        }
        UUID feed = feeds.feed(account, unread);
        JsonNode created = read(create(source("feed_id", feed).put("articles", 5)));
        JsonNode done = awaitStatus(created.path("id").asString(), "done");
        assertThat(titles(done)).containsExactly("Newest", "Number 0", "Number 1");
        assertThat(done.path("charged").asInt()).isEqualTo(created.path("price").asInt());
        assertThat(done.path("audio_ids").size()).isEqualTo(3);
        for (JsonNode audio : done.path("audio_ids")) {
            assertThat(get("/api/audio/" + audio.asString()).statusCode()).isEqualTo(200);
        }

        JsonNode rest = read(create(source("feed_id", feed)));
        assertThat(titles(awaitStatus(rest.path("id").asString(), "done")))
                .containsExactly("Number 2", "Number 3");
        assertThat(jobsUsed()).isEqualTo(2);
        UUID foreign = feeds.feed(UUID.randomUUID(), unread);
        assertThat(error(create(source("feed_id", foreign)))).isEqualTo("404 NOT_FOUND");
        UUID empty = feeds.feed(account, List.of());
        assertThat(error(create(source("feed_id", empty)))).isEqualTo("422 FEED_UNREADABLE");
    }

    @Test
    void aFeedThatTheDayHasNoRoomForIsRefusedWhole() {
        List<UUID> unread =
                IntStream.range(0, 3)
                        .mapToObj(i ->
                                feeds.article(
                                        account,
                                        "Title",
                                        "en",
                                        "article %d ".formatted(i) + prose(400)))
                        .toList();
        quota(1_000);
        HttpResponse<byte[]> refused = create(source("feed_id", feeds.feed(account, unread)));
        assertThat(error(refused)).isEqualTo("402 QUOTA_EXCEEDED");
        JsonNode details = read(refused).at("/error/details");
        assertThat(details.path("price").asInt()).isGreaterThan(1_200);
        assertThat(details.path("current").asInt()).isZero();
        assertThat(held()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    private AccountChanged fact(String status) {
        return new AccountChanged(
                account,
                7,
                null,
                false,
                null,
                status,
                List.of("listener"),
                new ListenerSettings("Joanna", BigDecimal.ONE, "auto", "standard"),
                Instant.now(),
                Instant.now());
    }

    private ObjectNode text(String text) {
        return json.createObjectNode()
                .put("text", text)
                .put("language", "en")
                .put("voice", "Joanna");
    }

    private ObjectNode source(String member, UUID id) {
        return json.createObjectNode().put(member, id.toString());
    }

    private HttpResponse<byte[]> create(ObjectNode body) {
        return send(creating(port, body, UUID.randomUUID().toString()));
    }

    private HttpRequest creating(int at, ObjectNode body, String key) {
        return request(at, "/api/tts/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpResponse<byte[]> delete(String id) {
        return send(request("/api/tts/jobs/" + id).DELETE().build());
    }

    private String id(HttpResponse<byte[]> created) {
        assertThat(created.statusCode()).as(new String(created.body())).isEqualTo(202);
        return read(created).path("id").asString();
    }

    private JsonNode job(String id) {
        return read(get("/api/tts/jobs/" + id));
    }

    private String status(String id) {
        return jdbc.sql("select state from speech_job where id = :id")
                .param("id", UUID.fromString(id))
                .query(String.class)
                .single();
    }

    private JsonNode awaitStatus(String id, String status) {
        await("job " + status)
                .atMost(90, SECONDS)
                .until(() -> job(id).path("status").asString().equals(status));
        return job(id);
    }

    private JsonNode awaitWaiting(String id) {
        await("a job that waits")
                .atMost(90, SECONDS)
                .until(() -> job(id).path("next_attempt_at").isString());
        return job(id);
    }

    private void due(String id) {
        jdbc.sql("update speech_job set next_try_at = app_now() where id = :id")
                .param("id", UUID.fromString(id))
                .update();
    }

    private int segmentsDone(String id) {
        return job(id).at("/progress/segments_done").asInt();
    }

    private List<String> titles(JsonNode job) {
        return job.path("items").valueStream().map(item -> item.path("title").asString()).toList();
    }

    private int held() {
        return read(get("/api/tts/usage")).path("characters_held").asInt();
    }

    private int jobsUsed() {
        return read(get("/api/tts/usage")).at("/jobs/used").asInt();
    }

    private int spoken() {
        return polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum();
    }

    private int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }

    private int mine(String sql) {
        return jdbc.sql(sql).param("account", account).query(Integer.class).single();
    }
}
