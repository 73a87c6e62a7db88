package app.feedtape.billing;

import static app.feedtape.billing.Receiver.PATIENCE;
import static app.feedtape.billing.Receiver.answers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingApi.Answer;
import app.feedtape.billing.Receiver.Heard;
import app.feedtape.events.ArticleFact.ArticlesArrived;
import app.feedtape.events.ArticleFact.InterestChanged;
import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.UsageFact.ThresholdReached;
import app.feedtape.localstack.engines.FeedTapeHome;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What receivers of customers hear, and how it goes on when they do not listen. */
class EndpointDeliveryTest extends BillingTest {

    private static final String PATH = "/api/webhooks";
    private static final String EVERYTHING =
            "\"subscription.changed\",\"usage.threshold\",\"job.finished\",\"api_key.changed\"";

    /** Of a member that is neither an object nor what tells types apart. */
    private static final String VALUE = ":(\\[[^]]*]|\"[^\"]*\"|[a-z0-9]+)";

    private final Receiver receiver = new Receiver();
    private KafkaProbe probe;
    private UUID account;
    private String token;
    private String at;
    private String secret;

    @BeforeEach
    void makeAnEndpoint() {
        probe = KafkaProbe.fromNow("notification");
        account = UUID.randomUUID();
        token = BillingApi.listener(account);
        grant(account, "pro");
        JsonNode made = make(token, receiver, EVERYTHING);
        at = PATH + "/" + made.path("id").asString();
        secret = made.path("secret").asString();
    }

    @AfterEach
    void close() {
        api.order("DELETE", at, token, "");
        receiver.close();
        probe.close();
    }

    @Test
    void everyFactArrivesSignedAndSaysNothingOfPayerOrAccount() {
        UUID job = UUID.randomUUID();
        UUID audio = UUID.randomUUID();
        UUID key = UUID.randomUUID();
        LocalDate day = LocalDate.of(2026, 11, 21);
        Instant then = Instant.now();
        probe.publish(
                "/tts-service",
                new JobFinished(
                        job, account, account, "done", null, List.of(audio), 1200, 900, then));
        probe.publish(
                "/tts-service",
                new ThresholdReached(account, account, day, 80, 160_000, 200_000, then));
        probe.publish("/auth-service", new KeyChanged(account, key, 1, "active", then));
        grant(account, "enterprise");
        test();
        receiver.await(5);
        assertThat(receiver.heard())
                .allSatisfy(one -> {
                    assertThat(one.json().toString().replaceAll(VALUE, ":"))
                            .as("docs/webhooks.md shows it")
                            .isEqualTo(documented(one.json().path("type").asString()));
                    assertThat(one.isSignedWith(secret)).isTrue();
                    assertThat(one.header("content-type")).startsWith("application/json");
                    assertThat(one.header("user-agent")).isEqualTo("FeedTape-Webhooks/1.0");
                    assertThat(one.json().path("id").asString()).isEqualTo(one.id());
                    assertThat(one.json().path("version").asInt()).isEqualTo(1);
                    assertThat(one.body()).doesNotContain(account.toString());
                })
                .extracting(Heard::id)
                .doesNotHaveDuplicates();
        JsonNode finished = of("job.finished").json();
        assertThat(finished.path("timestamp").asString()).isEqualTo(then.toString());
        assertThat(finished.at("/data/job_id").asString()).isEqualTo(job.toString());
        assertThat(finished.at("/data/audio_ids/0").asString()).isEqualTo(audio.toString());
        assertThat(of("usage.threshold").json().path("data").toString())
                .isEqualTo(
                        "{\"metric\":\"characters\",\"day\":\"2026-11-21\",\"percent\":80,\"used\":160000,"
                                + "\"limit\":200000,\"resets_at\":\"2026-11-22T00:00:00Z\"}");
        assertThat(of("api_key.changed").json().at("/data/key_id").asString())
                .isEqualTo(key.toString());
        JsonNode changed = of("subscription.changed").json().path("data");
        assertThat(changed.path("plan").asString()).isEqualTo("enterprise");
        assertThat(changed.path("version").asLong()).isPositive();
    }

    @Test
    void newArticlesAreWantedWhileAnEndpointIsThereAndToldOneByOne() {
        UUID organization = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        grant(organization, "pro");
        List<UUID> articles = List.of(UUID.randomUUID(), UUID.randomUUID());
        try (Receiver ours = new Receiver();
                Receiver theirs = new Receiver();
                KafkaProbe wishes = KafkaProbe.fromNow("article-interest")) {
            String mine = member(account, organization);
            JsonNode made = make(mine, ours, "\"article.new\"");
            make(member(other, organization), theirs, "\"article.new\"");
            InterestChanged wanted =
                    wishes.await(InterestChanged.class, fact -> fact.accountId().equals(account));
            assertThat(wanted.wanted()).isTrue();
            UUID feed = UUID.randomUUID();
            for (UUID each : List.of(account, other)) {
                probe.publish(
                        "/feed-service",
                        new ArticlesArrived(each, organization, feed, articles, Instant.now()));
            }
            ours.await(2);
            theirs.await(2);
            assertThat(ours.heard())
                    .allSatisfy(one -> {
                        assertThat(one.isSignedWith(made.path("secret").asString())).isTrue();
                        assertThat(one.json().at("/data/feed_id").asString())
                                .isEqualTo(feed.toString());
                        assertThat(one.json().toString().replaceAll(VALUE, ":"))
                                .isEqualTo(documented("article.new"));
                    })
                    .extracting(one -> one.json().at("/data/article_id").asString())
                    .containsExactlyInAnyOrder(
                            articles.get(0).toString(), articles.get(1).toString());
            assertThat(receiver.heard()).isEmpty();
            api.order("DELETE", PATH + "/" + made.path("id").asString(), mine, "");
            wishes.await(
                    InterestChanged.class,
                    fact ->
                            fact.accountId().equals(account)
                                    && !fact.wanted()
                                    && fact.version() > wanted.version());
        }
    }

    @Test
    void aFactThatComesAgainIsToldOnceUnderWhateverId() {
        JobFinished fact = job(account, account);
        UUID id = UUID.randomUUID();
        probe.publish(id, "/tts-service", fact);
        probe.publish(id, "/tts-service", fact);
        probe.publish(UUID.randomUUID(), "/tts-service", fact);
        probe.publish("/tts-service", job(account, account));
        receiver.await(2);
        awaitStates("delivered", 2);
        assertThat(receiver.heard()).hasSize(2);
        assertThat(log("").path("items")).hasSize(2);
    }

    @Test
    void whatCannotBeReadKeepsNothingBack() {
        probe.publishRaw(
                "job",
                account.toString(),
                "{\"job_id\":12".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", UUID.randomUUID().toString(),
                        "ce_type", "app.feedtape.job.finished.v1",
                        "ce_source", "/tts-service",
                        "ce_time", "2026-11-21T10:00:00Z"));
        probe.publish("/tts-service", job(account, account));
        receiver.await(1);
    }

    @Test
    void inAnOrganizationEachHearsOfTheirOwnJobsAndAllOfThePlan() {
        UUID organization = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        grant(organization, "pro");
        String mine = member(account, organization);
        try (Receiver theirs = new Receiver();
                Receiver ours = new Receiver()) {
            make(mine, ours, EVERYTHING);
            make(member(other, organization), theirs, EVERYTHING);
            probe.publish("/tts-service", job(other, organization));
            probe.publish(
                    "/tts-service",
                    new ThresholdReached(
                            organization,
                            other,
                            LocalDate.now(java.time.ZoneOffset.UTC),
                            100,
                            5,
                            5,
                            Instant.now()));
            theirs.await(2);
            ours.await(1);
            assertThat(ours.heard().getFirst().json().path("type").asString())
                    .isEqualTo("usage.threshold");
            assertThat(ours.heard().getFirst().body()).doesNotContain(other.toString());
            assertThat(theirs.heard()).hasSize(2);
            assertThat(ours.heard()).hasSize(1);
            // What is done under the organization is not told under the person's own plan.
            assertThat(receiver.heard()).isEmpty();
        }
    }

    @Test
    void aFailureIsTriedAgainUnderTheSameIdAndTheLogSaysHowItWent() {
        AtomicInteger times = new AtomicInteger();
        receiver.behave(exchange -> {
            if (times.incrementAndGet() == 1) {
                answers(500, "no \u0000 luck " + "x".repeat(5000)).handle(exchange);
            } else {
                Receiver.TAKES.handle(exchange);
            }
        });
        probe.publish("/tts-service", job(account, account));
        receiver.await(1);
        awaitStates("pending", 1);
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        JsonNode waiting = log("").at("/items/0");
        Duration pause =
                Duration.between(
                        Instant.parse(waiting.at("/log/0/attempted_at").asString()),
                        Instant.parse(waiting.path("next_attempt_at").asString()));
        assertThat(pause).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(waiting.at("/log/0/status_code").asInt()).isEqualTo(500);
        assertThat(waiting.at("/log/0/response_excerpt").asString())
                .startsWith("no \uFFFD luck x")
                .hasSize(1000);
        assertThat(api.get(at, token).json().path("failing_since").isNull()).isFalse();

        hurry();
        receiver.await(2);
        awaitStates("delivered", 1);
        assertThat(receiver.heard().get(0).id()).isEqualTo(receiver.heard().get(1).id());
        assertThat(receiver.heard()).allMatch(one -> one.isSignedWith(secret));
        JsonNode done = log("").at("/items/0");
        assertThat(done.path("attempts").asInt()).isEqualTo(2);
        assertThat(done.at("/log/1/status_code").asInt()).isEqualTo(204);
        assertThat(done.path("next_attempt_at").isNull()).isTrue();
        assertThat(api.get(at, token).json().path("failing_since").isNull()).isTrue();
    }

    @Test
    void afterNineTriesItHasFailedAndAReplayBeginsAnew() {
        receiver.behave(answers(503, "", "Retry-After", "0"));
        probe.publish("/tts-service", job(account, account));
        for (int tried = 1; tried <= 9; tried++) {
            receiver.await(tried);
            int number = tried;
            await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == number);
            hurry();
        }
        awaitStates("failed", 1);
        String delivery = log("?status=failed").at("/items/0/id").asString();
        receiver.behave(Receiver.TAKES);
        String one = at + "/deliveries/" + delivery;
        Answer replayed = api.post(one + "/replay", token, "");
        assertThat(replayed.status()).isEqualTo(202);
        receiver.await(10);
        awaitStates("delivered", 1);
        assertThat(receiver.heard().get(9).id()).isEqualTo(receiver.heard().get(0).id());
        JsonNode entry = api.get(one, token).json();
        assertThat(entry.path("attempts").asInt()).isEqualTo(10);
        assertThat(entry.path("log")).hasSize(10);
        assertThat(entry.path("payload").toString()).isEqualTo(receiver.heard().getFirst().body());
    }

    @Test
    void whoAsksForAPauseGetsItAndWaitingOnesAreNotReplayed() {
        receiver.behave(answers(429, "later", "Retry-After", "3600"));
        probe.publish("/tts-service", job(account, account));
        receiver.await(1);
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        JsonNode waiting = log("").at("/items/0");
        assertThat(Instant.parse(waiting.path("next_attempt_at").asString()))
                .isAfter(Instant.now().plusSeconds(3000));
        Answer again =
                api.post(
                        at + "/deliveries/" + waiting.path("id").asString() + "/replay", token, "");
        assertThat(again.status()).isEqualTo(409);
    }

    @Test
    void aRedirectIsAFailureAndLeadsNowhere() {
        try (Receiver elsewhere = new Receiver()) {
            receiver.behave(answers(307, "", "Location", elsewhere.url()));
            probe.publish("/tts-service", job(account, account));
            await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
            assertThat(log("").at("/items/0/log/0/status_code").asInt()).isEqualTo(307);
            assertThat(log("").at("/items/0/log/0/problem").asString()).isEqualTo("redirected");
            assertThat(elsewhere.heard()).isEmpty();
        }
    }

    @Test
    void anAddressInsideIsNotDialledHoweverItGotThere() {
        for (String inside : List.of("http://10.0.0.1/", "http://169.254.169.254/latest")) {
            jdbc.sql("update endpoint set url = ? where account_id = ?")
                    .params(inside, account)
                    .update();
            String test = test();
            await().atMost(PATIENCE)
                    .until(() -> api.get(test, token).json().path("attempts").asInt() == 1);
            JsonNode tried = api.get(test, token).json().at("/log/0");
            assertThat(tried.path("problem").asString()).isEqualTo("address_refused");
            assertThat(tried.path("status_code").isNull()).isTrue();
        }
    }

    @Test
    void anAnswerWithoutEndIsCutAndCounts() {
        receiver.behave(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[64 * 1024];
            try {
                for (int i = 0; i < 100_000; i++) {
                    exchange.getResponseBody().write(block);
                }
            } catch (java.io.IOException hungUp) {
                exchange.close();
            }
        });
        probe.publish("/tts-service", job(account, account));
        awaitStates("delivered", 1);
        assertThat(log("").at("/items/0/log/0/response_excerpt").asString()).hasSize(1000);
    }

    @Test
    void aReceiverThatHangsKeepsNobodyElseWaitingAndIsAskedFourTimesAtOnceAtMost() {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        receiver.behave(exchange -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            awaitEnd(end);
            under.decrementAndGet();
            Receiver.TAKES.handle(exchange);
        });
        try (Receiver quick = new Receiver()) {
            JsonNode made = make(token, quick, "\"api_key.changed\"");
            IntStream.range(0, 40)
                    .forEach(i -> probe.publish("/tts-service", job(account, account)));
            receiver.await(4);
            probe.publish(
                    "/auth-service",
                    new KeyChanged(account, UUID.randomUUID(), 1, "active", Instant.now()));
            quick.await(1);
            assertThat(receiver.heard()).hasSize(4);
            end.countDown();
            receiver.await(41);
            assertThat(most.get()).isLessThanOrEqualTo(4);
            assertThat(receiver.heard().stream().map(Heard::id).distinct()).hasSize(41);
            api.order("DELETE", PATH + "/" + made.path("id").asString(), token, "");
        } finally {
            end.countDown();
        }
    }

    @Test
    void bothSecretsSignForADayAndThenTheNewOneAlone() {
        String fresh = api.post(at + "/rotate-secret", token, "").json().path("secret").asString();
        test();
        Heard both = receiver.await(1).getFirst();
        assertThat(both.header("webhook-signature").split(" ")).hasSize(2);
        assertThat(both.isSignedWith(secret)).isTrue();
        assertThat(both.isSignedWith(fresh)).isTrue();
        assertThat(api.get(at, token).json().path("former_secret_until").isNull()).isFalse();
        jdbc.sql("update endpoint set former_until = app_now() where account_id = ?")
                .param(account)
                .update();
        test();
        Heard one = receiver.await(2).get(1);
        assertThat(one.isSignedWith(fresh)).isTrue();
        assertThat(one.isSignedWith(secret)).isFalse();
        assertThat(api.get(at, token).json().path("former_secret_until").isNull()).isTrue();
    }

    @Test
    void goneDisablesAtOnceTellsTheOwnerAndWhatWasMissedCanBeReplayed() {
        receiver.behave(answers(410, "away"));
        probe.publish("/tts-service", job(account, account));
        awaitDisabled("gone");
        probe.await(
                NotificationRequested.class,
                mail ->
                        mail.accountId().equals(account)
                                && mail.template().equals("webhook_disabled_gone")
                                && mail.parameters().equals(Map.of("host", "127.0.0.1")));
        Instant before = Instant.now().minusSeconds(600);
        probe.publish("/tts-service", job(account, account));
        awaitStates("skipped", 2);
        assertThat(api.post(at + "/test", token, "").status()).isEqualTo(409);
        String range =
                "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(before, before.plusSeconds(7200));
        assertThat(api.post(at + "/replay", token, range).status()).isEqualTo(409);

        receiver.behave(Receiver.TAKES);
        api.order("PATCH", at, token, "{\"enabled\":true}");
        Answer replayed = api.post(at + "/replay", token, range);
        assertThat(replayed.status()).isEqualTo(202);
        assertThat(replayed.json().path("replayed").asInt()).isEqualTo(2);
        assertThat(replayed.json().path("remaining").asInt()).isZero();
        awaitStates("delivered", 2);
        assertThat(api.post(at + "/replay", token, range).json().path("replayed").asInt()).isZero();
    }

    @Test
    void fiveDaysWithoutASuccessDisableAndOneSuccessBetweenDoesNot() {
        receiver.behave(answers(500, ""));
        probe.publish("/tts-service", job(account, account));
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        failingFor("4 days 23 hours");
        hurry();
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 2);
        assertThat(api.get(at, token).json().path("enabled").asBoolean()).isTrue();
        failingFor("5 days");
        hurry();
        awaitDisabled("failing");
        awaitStates("skipped", 1);
        probe.await(
                NotificationRequested.class,
                mail ->
                        mail.accountId().equals(account)
                                && mail.template().equals("webhook_disabled_failing"));
        JsonNode enabled = api.order("PATCH", at, token, "{\"enabled\":true}").json();
        assertThat(enabled.path("failing_since").isNull()).isTrue();
    }

    @Test
    void whatADeadInstanceHadTakenIsTriedWhenItsLeaseRunsOut() {
        receiver.behave(answers(500, ""));
        probe.publish("/tts-service", job(account, account));
        await().atMost(PATIENCE).until(() -> log("").at("/items/0/attempts").asInt() == 1);
        receiver.behave(Receiver.TAKES);
        jdbc.sql("update endpoint set failing_since = null where account_id = ?")
                .param(account)
                .update();
        jdbc.sql(
                        """
                        update endpoint_delivery set lease = gen_random_uuid(), next_attempt_at = app_now() + interval '60 s'
                        where endpoint_id = ?::uuid
                        """)
                .param(at.substring(PATH.length() + 1))
                .update();
        test();
        receiver.await(2);
        assertThat(receiver.heard().get(1).json().path("type").asString())
                .isEqualTo("endpoint.test");
        hurry();
        receiver.await(3);
        awaitStates("delivered", 2);
    }

    @Test
    void whatHappenedBeforeAnEndpointWasMadeIsNotTold() {
        probe.publish(
                "/tts-service",
                new JobFinished(
                        UUID.randomUUID(),
                        account,
                        account,
                        "done",
                        null,
                        List.of(),
                        1,
                        1,
                        Instant.now().minusSeconds(3600)));
        JobFinished later = job(account, account);
        probe.publish("/tts-service", later);
        assertThat(receiver.await(1).getFirst().json().at("/data/job_id").asString())
                .isEqualTo(later.jobId().toString());
    }

    @Test
    void withoutThePlanOnlyItsEndIsTold() {
        grant(account, "free");
        receiver.await(1);
        UUID fact = probe.publish("/tts-service", job(account, account));
        await().atMost(PATIENCE)
                .until(() ->
                        jdbc.sql(
                                        "select exists (select from inbox where consumer = 'billing-endpoint-jobs' and ce_id = ?)")
                                .param(fact)
                                .query(Boolean.class)
                                .single());
        grant(account, "pro");
        receiver.await(2);
        assertThat(receiver.heard())
                .extracting(one -> one.json().path("type").asString())
                .containsOnly("subscription.changed");
        assertThat(receiver.heard())
                .extracting(one -> one.json().at("/data/plan").asString())
                .containsExactlyInAnyOrder("free", "pro");
    }

    @Test
    void theLogIsReadInPagesByStatusAndItsCursorFitsNoOtherList() {
        for (int i = 0; i < 5; i++) {
            test();
        }
        awaitStates("delivered", 5);
        JsonNode first = log("?limit=2&status=delivered");
        String cursor = first.path("next_cursor").asString();
        JsonNode second = log("?limit=2&status=delivered&cursor=" + cursor);
        JsonNode third =
                log("?limit=2&status=delivered&cursor=" + second.path("next_cursor").asString());
        assertThat(third.path("next_cursor").isNull()).isTrue();
        assertThat(third.path("items")).hasSize(1);
        assertThat(first.at("/items/0/recorded_at").asString())
                .isGreaterThan(second.at("/items/0/recorded_at").asString());
        assertThat(first.at("/items/0").has("payload")).isFalse();
        assertThat(log("?status=failed").path("items").isEmpty()).isTrue();
        for (String wrong :
                List.of("?limit=0", "?limit=101", "?status=lost", "?limit=2&cursor=" + cursor)) {
            assertThat(api.get(at + "/deliveries" + wrong, token).status()).isEqualTo(400);
        }
        for (String wrong :
                List.of(
                        "{}",
                        "{\"from\":\"2026-11-02T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}",
                        "{\"from\":\"2026-09-01T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}",
                        "{\"from\":\"2026-11-01T00:00:00Z\",\"to\":\"2026-11-02T00:00:00Z\",\"status\":\"pending\"}")) {
            assertThat(api.post(at + "/replay", token, wrong).status()).isEqualTo(400);
        }
    }

    @Test
    void aDeletedAccountIsToldNothingMoreAndNothingOfItStays() {
        test();
        awaitStates("delivered", 1);
        probe.publish(
                "/auth-service",
                new ErasureRequested(
                        UUID.randomUUID(),
                        account,
                        Instant.now(),
                        Instant.now().plus(Duration.ofDays(30))));
        await().atMost(PATIENCE)
                .until(() ->
                        jdbc.sql("select count(*) from endpoint where account_id = ?")
                                        .param(account)
                                        .query(Long.class)
                                        .single()
                                == 0);
        assertThat(EveryRow.mentioning(jdbc, account.toString()))
                .doesNotContain("endpoint", "endpoint_event", "endpoint_delivery");
        assertThat(
                        api.post(
                                        PATH,
                                        token,
                                        "{\"url\":\"http://127.0.0.1:9/\",\"event_types\":[\"job.finished\"]}")
                                .status())
                .isIn(401, 402, 404);
    }

    /** The page's example without its values. */
    private static String documented(String type) {
        try {
            String page = Files.readString(FeedTapeHome.locate().resolve("docs/webhooks.md"));
            String section = page.substring(page.indexOf("### `" + type + "`"));
            String example = section.substring(section.indexOf("```json") + 7);
            return JsonMapper.shared()
                    .readTree(example.substring(0, example.indexOf("```")))
                    .toString()
                    .replaceAll(VALUE, ":");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String test() {
        Answer sent = api.post(at + "/test", token, "");
        assertThat(sent.status()).as(sent.body()).isEqualTo(202);
        return sent.response().headers().firstValue("Location").orElseThrow();
    }

    private Heard of(String type) {
        return receiver.heard().stream()
                .filter(one -> one.json().path("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode log(String query) {
        return api.get(at + "/deliveries" + query, token).json();
    }

    private void awaitStates(String state, int number) {
        await().atMost(PATIENCE)
                .until(() -> log("?status=" + state).path("items").size() == number);
    }

    private void awaitDisabled(String reason) {
        await().atMost(PATIENCE)
                .until(
                        () -> api.get(at, token).json().path("disabled_reason").asString(""),
                        reason::equals);
    }

    /** As if the pause were over. */
    private void hurry() {
        jdbc.sql(
                        "update endpoint_delivery set next_attempt_at = app_now() where endpoint_id = ?::uuid and state = 'pending'")
                .param(at.substring(PATH.length() + 1))
                .update();
    }

    private void failingFor(String interval) {
        jdbc.sql("update endpoint set failing_since = app_now() - ?::interval where account_id = ?")
                .params(interval, account)
                .update();
    }

    private JsonNode make(String owner, Receiver to, String types) {
        Answer made =
                api.post(
                        PATH,
                        owner,
                        "{\"url\":\"%s\",\"event_types\":[%s]}".formatted(to.url(), types));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private static JobFinished job(UUID account, UUID payer) {
        return new JobFinished(
                UUID.randomUUID(), account, payer, "done", null, List.of(), 1, 1, Instant.now());
    }

    private void grant(UUID payer, String plan) {
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                "{\"payer_id\":\"%s\",\"plan\":\"%s\",\"reason\":\"a test\"}"
                        .formatted(payer, plan));
    }

    private static String member(UUID account, UUID organization) {
        return TestIdentity.shared()
                .accessToken()
                .account(account)
                .organization(organization)
                .bearer();
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await(60, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
