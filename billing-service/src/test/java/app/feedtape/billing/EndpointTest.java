package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingApi.Answer;
import app.feedtape.test.EveryRow;
import app.feedtape.test.TestIdentity;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Webhooks for customers: who may have them, and what of them is shown. */
class EndpointTest extends BillingTest {

    private static final String PATH = "/api/webhooks";

    @Autowired private TransactionTemplate transaction;

    private static final String WISH =
            "{\"url\":\"http://127.0.0.1:9/\",\"event_types\":[\"job.finished\"]}";

    @Test
    void theSecretIsShownOnceAndKeptSealed() {
        String token = BillingApi.listener(pro());
        Answer made =
                api.post(
                        PATH,
                        token,
                        "{\"url\":\"http://127.0.0.1:9/a/../b?c=d#e\",\"description\":\" mine\\n\","
                                + "\"event_types\":[\"job.finished\",\"article.new\",\"job.finished\"]}");
        assertThat(made.status()).isEqualTo(201);
        String secret = made.json().path("secret").asString();
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(made.response().headers().firstValue("Cache-Control")).hasValue("no-store");
        String at = made.response().headers().firstValue("Location").orElseThrow();
        assertThat(at).isEqualTo(PATH + "/" + made.json().path("id").asString());

        JsonNode shown = api.get(at, token).json();
        assertThat(shown.path("url").asString()).isEqualTo("http://127.0.0.1:9/b?c=d");
        assertThat(shown.path("description").asString()).isEqualTo("mine");
        assertThat(shown.path("event_types").toString())
                .isEqualTo("[\"article.new\",\"job.finished\"]");
        assertThat(shown.path("enabled").asBoolean()).isTrue();
        assertThat(api.get(at, token).body() + api.get(PATH, token).body())
                .doesNotContain("secret\":", "whsec_");
        assertThat(EveryRow.mentioning(jdbc, secret.substring("whsec_".length()))).isEmpty();
    }

    @Test
    void whatIsSentIsChangedAndTheRestStays() {
        String token = BillingApi.listener(pro());
        String at = make(token);
        Answer changed = api.order("PATCH", at, token, "{\"description\":\"x\",\"enabled\":false}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("disabled_reason").asString()).isEqualTo("owner");
        assertThat(changed.json().path("event_types").toString()).isEqualTo("[\"job.finished\"]");
        api.order("PATCH", at, token, "{\"enabled\":true,\"event_types\":[\"usage.threshold\"]}");
        JsonNode now = api.get(at, token).json();
        assertThat(now.path("disabled_reason").isNull()).isTrue();
        assertThat(now.path("description").asString()).isEqualTo("x");
        assertThat(now.path("event_types").toString()).isEqualTo("[\"usage.threshold\"]");
        assertThat(api.order("DELETE", at, token, "").status()).isEqualTo(204);
        assertThat(api.order("DELETE", at, token, "").status()).isEqualTo(404);
        assertThat(api.get(PATH, token).json().path("items").isEmpty()).isTrue();
    }

    @Test
    void whatHappensWhileAChangeWaitsIsNotUndoneByIt() throws Exception {
        String token = BillingApi.listener(pro());
        String at = make(token);
        UUID id = UUID.fromString(at.substring(PATH.length() + 1));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> changed =
                    transaction.execute(it -> {
                        jdbc.sql(
                                        "update endpoint set enabled = false, disabled_reason = 'gone', description = 'meanwhile' where id = ?")
                                .param(id)
                                .update();
                        Future<Answer> waiting =
                                threads.submit(() ->
                                        api.order(
                                                "PATCH",
                                                at,
                                                token,
                                                "{\"event_types\":[\"usage.threshold\"]}"));
                        await().atMost(Duration.ofSeconds(20))
                                .until(() ->
                                        jdbc.sql(
                                                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%from endpoint%'")
                                                        .query(Long.class)
                                                        .single()
                                                > 0);
                        return waiting;
                    });
            assertThat(changed.get().status()).isEqualTo(200);
        }
        JsonNode now = api.get(at, token).json();
        assertThat(now.path("description").asString()).isEqualTo("meanwhile");
        assertThat(now.path("disabled_reason").asString()).isEqualTo("gone");
        assertThat(now.path("event_types").toString()).isEqualTo("[\"usage.threshold\"]");
    }

    @Test
    void nobodySeesOrChangesSomebodyElsesNotEvenInTheSameOrganization() {
        UUID organization = pro();
        String mine = member(UUID.randomUUID(), organization);
        String at = make(mine);
        String delivery = UUID.randomUUID().toString();
        for (String other :
                List.of(
                        member(UUID.randomUUID(), organization),
                        BillingApi.listener(organization),
                        BillingApi.listener(pro()))) {
            assertThat(api.get(PATH, other).json().path("items").isEmpty()).isTrue();
            for (Answer answer :
                    List.of(
                            api.get(at, other),
                            api.order("PATCH", at, other, "{\"enabled\":false}"),
                            api.order("DELETE", at, other, ""),
                            api.post(at + "/rotate-secret", other, ""),
                            api.post(at + "/test", other, ""),
                            api.get(at + "/deliveries", other),
                            api.get(at + "/deliveries/" + delivery, other),
                            api.post(at + "/deliveries/" + delivery + "/replay", other, ""),
                            api.post(
                                    at + "/replay",
                                    other,
                                    "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"))) {
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.code()).isEqualTo("NOT_FOUND");
            }
        }
        assertThat(api.get(at, mine).json().path("enabled").asBoolean()).isTrue();
    }

    @Test
    void aPlanWithoutApiAccessIs402AndMayStillLookAndDelete() {
        UUID account = pro();
        String token = BillingApi.listener(account);
        String at = make(token);
        grant(account, "free");
        for (Answer refused :
                List.of(
                        api.post(PATH, token, WISH),
                        api.order("PATCH", at, token, "{\"enabled\":true}"),
                        api.post(at + "/test", token, ""),
                        api.post(at + "/rotate-secret", token, ""))) {
            assertThat(refused.status()).isEqualTo(402);
            assertThat(refused.code()).isEqualTo("PLAN_REQUIRED");
            JsonNode details = refused.json().at("/error/details");
            assertThat(details.path("metric").asString()).isEqualTo("api_access");
            assertThat(details.path("current").asString()).isEqualTo("free");
            assertThat(details.path("upgrade_url").asString()).endsWith("/upgrade");
        }
        assertThat(api.get(at, token).status()).isEqualTo(200);
        assertThat(api.get(at + "/deliveries", token).status()).isEqualTo(200);
        assertThat(api.order("DELETE", at, token, "").status()).isEqualTo(204);
    }

    @Test
    void aPayerHasTwentyAtMostAlsoWhenItsMembersAskAtOnce() throws Exception {
        UUID organization = pro();
        for (int i = 0; i < 17; i++) {
            make(member(UUID.randomUUID(), organization));
        }
        try (ExecutorService members = Executors.newFixedThreadPool(8)) {
            List<Future<Answer>> all =
                    IntStream.range(0, 8)
                            .mapToObj(i ->
                                    members.submit(() ->
                                            api.post(
                                                    PATH,
                                                    member(UUID.randomUUID(), organization),
                                                    WISH)))
                            .toList();
            int made = 0;
            for (Future<Answer> one : all) {
                made += one.get().status() == 201 ? 1 : 0;
                assertThat(one.get().status()).isIn(201, 409);
            }
            assertThat(made).isEqualTo(3);
        }
        Answer refused = api.post(PATH, member(UUID.randomUUID(), organization), WISH);
        assertThat(refused.code()).isEqualTo("CONFLICT");
        assertThat(refused.json().at("/error/details/limit").asInt()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\":\"http://127.0.0.1:9/\"}",
                "{\"url\":\"http://127.0.0.1:9/\",\"event_types\":[]}",
                "{\"url\":\"http://127.0.0.1:9/\",\"event_types\":[null]}",
                "{\"url\":\"http://127.0.0.1:9/\",\"event_types\":[\"everything\"]}",
                "{\"url\":\"http://127.0.0.1:9/\",\"event_types\":[\"endpoint.test\"]}",
                "{\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"ftp://example.com/\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://10.0.0.1/\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://169.254.169.254/latest\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://metadata.google.internal/\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://[::ffff:10.0.0.1]/\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://user:secret@127.0.0.1:9/\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://127.1:9/\",\"event_types\":[\"job.finished\"]}",
                "{\"url\":\"http://2130706433/\",\"event_types\":[\"job.finished\"]}"
            })
    void whatCannotBeAnEndpointIs400(String wish) {
        Answer refused = api.post(PATH, BillingApi.listener(pro()), wish);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("VALIDATION_FAILED");
        assertThat(refused.json().at("/error/details/fields/0/field").asString())
                .isIn("url", "event_types");
    }

    @Test
    void theSameIdempotencyKeyGivesTheSameSecretAndAnotherWishIsRefused() {
        UUID account = pro();
        String token = BillingApi.listener(account);
        String[] key = {"Idempotency-Key", "make-" + UUID.randomUUID()};
        Answer first = api.post(PATH, token, WISH, key);
        Answer again = api.post(PATH, token, WISH, key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(api.get(PATH, token).json().path("items")).hasSize(1);
        assertThat(api.post(PATH, token, WISH.replace("job.finished", "article.new"), key).code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(EveryRow.mentioning(jdbc, first.json().path("secret").asString())).isEmpty();
    }

    @Test
    void neitherAnApiKeyNorAnOperatorInThePersonsNameGetsIn() {
        UUID account = pro();
        String key =
                TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .with("key_id", UUID.randomUUID().toString())
                        .with("scope", "usage:read feeds:write")
                        .bearer();
        String operator =
                TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .with("act", java.util.Map.of("sub", UUID.randomUUID().toString()))
                        .with("scope", "listener impersonation:write")
                        .bearer();
        for (String token : List.of(key, operator)) {
            assertThat(api.get(PATH, token).status()).isEqualTo(403);
            assertThat(api.post(PATH, token, WISH).status()).isEqualTo(403);
        }
    }

    private String make(String token) {
        Answer made = api.post(PATH, token, WISH);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return PATH + "/" + made.json().path("id").asString();
    }

    private UUID pro() {
        UUID account = UUID.randomUUID();
        grant(account, "pro");
        return account;
    }

    private void grant(UUID payer, String plan) {
        assertThat(
                        api.post(
                                        "/internal/grants",
                                        BillingApi.service("operator"),
                                        "{\"payer_id\":\"%s\",\"plan\":\"%s\",\"reason\":\"a test\"}"
                                                .formatted(payer, plan))
                                .status())
                .isEqualTo(200);
    }

    private static String member(UUID account, UUID organization) {
        return TestIdentity.shared()
                .accessToken()
                .account(account)
                .organization(organization)
                .bearer();
    }
}
