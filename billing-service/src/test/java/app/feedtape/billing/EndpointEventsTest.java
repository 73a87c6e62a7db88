package app.feedtape.billing;

import static app.feedtape.billing.Receiver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.Receiver.Heard;
import app.feedtape.events.ArticleFact.ArticlesArrived;
import app.feedtape.events.ArticleFact.InterestChanged;
import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.UsageFact.ThresholdReached;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What receivers of customers hear: which events, of whom, signed how. */
class EndpointEventsTest extends EndpointScene {

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
}
