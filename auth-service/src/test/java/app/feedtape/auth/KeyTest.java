package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.test.KafkaProbe;
import app.feedtape.web.token.KeySecret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class KeyTest extends AuthTest {

    private static final String BOTH = "{\"name\":\"cron\",\"scopes\":[\"feeds:read\",\"speech\"]}";

    private Pair pair;
    private UUID account;

    @BeforeEach
    void somebodyWhoPays() {
        pair = signIn(somebody());
        account = UUID.fromString(pair.claim("sub"));
        BILLING.givePro(account.toString(), 1);
        untilThePlanIsKnown(pair);
    }

    /** Signing in before billing knows somebody makes auth leave billing alone for a moment. */
    private void untilThePlanIsKnown(Pair who) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> api.post("/api/keys", "{}", Api.bearer(who)).status() != 503);
    }

    @Test
    void aSecretIsShownOnceAndStoredAsAHash() {
        Answer made = create(BOTH).is(201);
        String secret = made.json().path("secret").asString();
        String id = made.json().path("id").asString();
        assertThat(KeySecret.parse(secret)).isPresent();
        assertThat(made.header("Location")).isEqualTo("/api/keys/" + id);
        assertThat(made.header("Cache-Control")).contains("no-store");
        JsonNode item = list().path(0);
        assertThat(item.has("secret")).isFalse();
        assertThat(item.path("prefix").asString())
                .isEqualTo(secret.substring(0, 14))
                .startsWith("ft_live_");
        assertThat(item.path("scopes").toString()).isEqualTo("[\"feeds:read\",\"speech\"]");
        assertThat(item.path("last_used_at").isNull()).isTrue();
        assertThat(item.path("expires_at").isNull()).isTrue();
        assertThat(
                        jdbc.sql(
                                        "select cast(s as text) || cast(k as text) from api_key_secret s join api_key k on true")
                                .query(String.class)
                                .list())
                .noneMatch(row -> row.contains(secret.substring(14)));
    }

    @Test
    void aPlanWithoutApiKeysIs402AndAnUnknownPlan503() {
        Pair unknown = signIn(somebody());
        api.post("/api/keys", BOTH, Api.bearer(unknown)).is(503, "UPSTREAM_UNAVAILABLE");
        Pair free = signIn(somebody());
        BILLING.giveFree(free.claim("sub"), 1);
        untilThePlanIsKnown(free);
        JsonNode details =
                api.post("/api/keys", BOTH, Api.bearer(free))
                        .is(402, "PLAN_REQUIRED")
                        .json()
                        .at("/error/details");
        assertThat(details.path("metric").asString()).isEqualTo("api_keys");
        assertThat(details.path("upgrade_url").asString()).endsWith("/upgrade");
        assertThat(api.get("/api/keys", Api.bearer(free)).is(200).json().path("items").size())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"scopes\":[\"speech\"]}",
                "{\"name\":\" \",\"scopes\":[\"speech\"]}",
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"scopes\":[]}",
                "{\"name\":\"x\",\"scopes\":[\"admin\"]}",
                "{\"name\":\"x\",\"scopes\":[null]}",
                "{\"name\":\"x\",\"scopes\":\"speech\"}",
                "{\"name\":\"x\",\"scopes\":[\"speech\"],\"expires_at\":\"2001-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"scopes\":[\"speech\"],\"expires_at\":\"9999-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"scopes\":[\"speech\"],\"expires_at\":\"soon\"}",
                "{\"name\":\"x\",\"scopes\":[\"speech\"],\"requests_per_minute\":0}",
                "{\"name\":\"x\",\"scopes\":[\"speech\"],\"requests_per_minute\":6001}",
                "[]",
                "null",
                ""
            })
    void whatIsNoKeyIs400(String body) {
        create(body).is(400);
        assertThat(list().size()).isZero();
    }

    @Test
    void aKeyIsExchangedForATokenOfAMinuteThatSaysWhatItMay() {
        String secret =
                secretOf(
                        create(
                                "{\"name\":\"x\",\"scopes\":[\"usage:read\",\"speech\",\"speech\"],"
                                        + "\"requests_per_minute\":7}"));
        JsonNode answer = exchange(secret).is(200).json();
        assertThat(answer.path("expires_in").asInt()).isBetween(58, 60);
        assertThat(answer.path("version").asLong()).isEqualTo(1);
        JsonNode claims = new Pair(answer.path("token").asString(), "", 0).claims();
        assertThat(claims.path("sub").asString()).isEqualTo(account.toString());
        assertThat(claims.path("scope").asString()).isEqualTo("speech usage:read");
        assertThat(claims.path("roles").toString()).isEqualTo("[\"listener\"]");
        assertThat(claims.path("sid").asString())
                .isEqualTo(claims.path("key_id").asString())
                .isNotEqualTo(pair.claim("sid"));
        assertThat(claims.path("key_rpm").asInt()).isEqualTo(7);
        assertThat(claims.path("plan").asString()).isEqualTo("pro");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(60);
    }

    @Test
    void theTokenOfAKeyOpensNothingHere() {
        String token = exchange(secretOf(create(BOTH))).is(200).json().path("token").asString();
        String[] bearer = {"Authorization", "Bearer " + token};
        api.get("/api/me", bearer).is(403, "FORBIDDEN");
        api.get("/api/keys", bearer).is(403, "FORBIDDEN");
        api.post("/api/keys", BOTH, bearer).is(403, "FORBIDDEN");
        api.get("/auth/sessions", bearer).is(403, "FORBIDDEN");
        api.patch("/api/me", "{\"settings\":{}}", bearer).is(403, "FORBIDDEN");
    }

    @Test
    void theUseOfAKeyIsWrittenSoonAfter() {
        String secret = secretOf(create(BOTH));
        exchange(secret).is(200);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !list().path(0).path("last_used_at").isNull());
    }

    @Test
    void onlyTheGatewayExchangesAndWhatIsNoKeyIs404() {
        exchange(KeySecret.make().value()).is(404, "NOT_FOUND");
        exchange("ft_live_x").is(404, "NOT_FOUND");
        exchange("").is(404, "NOT_FOUND");
        String secret = secretOf(create(BOTH));
        String admin = api.serviceToken("admin-service", secret("admin-service"), "auth-service");
        api.post(
                        "/internal/keys/exchange",
                        "{\"key\":\"" + secret + "\"}",
                        "Authorization",
                        "Bearer " + admin)
                .is(403, "FORBIDDEN");
    }

    @Test
    void aRevokedKeyIsOutAndTold() {
        Answer made = create(BOTH).is(201);
        String id = made.json().path("id").asString();
        try (KafkaProbe probe = KafkaProbe.fromNow("key")) {
            api.delete("/api/keys/" + id, Api.bearer(pair)).is(204);
            api.delete("/api/keys/" + id, Api.bearer(pair)).is(204);
            exchange(secretOf(made)).is(404, "NOT_FOUND");
            KeyChanged fact =
                    probe.await(KeyChanged.class, heard -> heard.keyId().toString().equals(id));
            assertThat(fact.status()).isEqualTo("revoked");
            assertThat(fact.version()).isEqualTo(2);
        }
        assertThat(list().size()).isZero();
        api.post("/api/keys/" + id + "/rotate", "", Api.bearer(pair)).is(404, "NOT_FOUND");
        assertThat(audited()).containsExactly("key_created", "key_revoked");
    }

    @Test
    void somebodyElsesKeyIsAsIfThereWereNone() {
        String id = create(BOTH).is(201).json().path("id").asString();
        Pair other = signIn(somebody());
        BILLING.givePro(other.claim("sub"), 1);
        untilThePlanIsKnown(other);
        Answer foreign = api.delete("/api/keys/" + id, Api.bearer(other)).is(404, "NOT_FOUND");
        Answer none = api.delete("/api/keys/" + UUID.randomUUID(), Api.bearer(other)).is(404);
        assertThat(foreign.json().path("error")).isEqualTo(none.json().path("error"));
        api.post("/api/keys/" + id + "/rotate", "", Api.bearer(other)).is(404, "NOT_FOUND");
        api.delete("/api/keys/nonsense", Api.bearer(other)).is(404);
    }

    @Test
    void afterARotationBothSecretsLiveUntilTheOverlapIsOver() {
        Answer made = create(BOTH).is(201);
        String id = made.json().path("id").asString();
        String first = secretOf(made);
        String second = secretOf(rotate(id, "{\"overlap_seconds\":60}").is(200));
        JsonNode old = exchange(first).is(200).json();
        assertThat(old.path("version").asLong()).isEqualTo(2);
        exchange(second).is(200);
        assertThat(list().path(0).path("prefix").asString()).isEqualTo(second.substring(0, 14));
        clock.advance(Duration.ofSeconds(61));
        exchange(first).is(404, "NOT_FOUND");
        exchange(second).is(200);
    }

    @Test
    void anotherRotationEndsWhatWasEndingAndNoOverlapEndsAtOnce() {
        Answer made = create(BOTH).is(201);
        String id = made.json().path("id").asString();
        String second = secretOf(rotate(id, "").is(200));
        String third = secretOf(rotate(id, "{}").is(200));
        exchange(secretOf(made)).is(404);
        exchange(second).is(200);
        String fourth = secretOf(rotate(id, "{\"overlap_seconds\":0}").is(200));
        exchange(second).is(404);
        exchange(third).is(404);
        exchange(fourth).is(200);
        rotate(id, "{\"overlap_seconds\":-1}").is(400);
        rotate(id, "{\"overlap_seconds\":604801}").is(400);
    }

    @Test
    void aKeyEndsAtItsTimeAndItsTokensNotLater() {
        String soon = clock.instant().plusSeconds(30).toString();
        Answer made =
                create(
                        "{\"name\":\"x\",\"scopes\":[\"speech\"],\"expires_at\":\"%s\"}"
                                .formatted(soon));
        String secret = secretOf(made.is(201));
        assertThat(exchange(secret).is(200).json().path("expires_in").asInt()).isLessThan(31);
        clock.advance(Duration.ofSeconds(31));
        exchange(secret).is(404, "NOT_FOUND");
        rotate(made.json().path("id").asString(), "").is(409, "CONFLICT");
    }

    @Test
    void aSuspendedPersonsKeyIsRefusedUntilTheyAreBack() {
        String secret = secretOf(create(BOTH));
        operator("suspend").is(200);
        exchange(secret).is(403, "ACCOUNT_SUSPENDED");
        operator("activate").is(200);
        exchange(secret).is(200);
    }

    @Test
    void noMoreThanTwentyHoweverManyAreAskedForAtOnce() throws Exception {
        for (int i = 0; i < 15; i++) {
            create(BOTH).is(201);
        }
        List<Callable<Integer>> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            asked.add(() -> create(BOTH).status());
        }
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
            for (Future<Integer> answer : threads.invokeAll(asked)) {
                statuses.add(answer.get());
            }
        }
        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(5);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(5);
        String id = list().path(0).path("id").asString();
        api.delete("/api/keys/" + id, Api.bearer(pair)).is(204);
        create(BOTH).is(201);
    }

    @Test
    void theSameIdempotencyKeyGivesTheSameSecretAndNobodyElseCanReadIt() {
        String[] headers = with("Idempotency-Key", "order-4711");
        Answer first = api.post("/api/keys", BOTH, headers).is(201);
        Answer again = api.post("/api/keys", BOTH, headers).is(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(list().size()).isEqualTo(1);
        api.post("/api/keys", BOTH.replace("cron", "other"), headers)
                .is(422, "IDEMPOTENCY_KEY_REUSED");
        String kept =
                jdbc.sql("select response from idempotency where account_id = :id")
                        .param("id", account)
                        .query(String.class)
                        .single();
        assertThat(kept).doesNotContain("ft_live_").doesNotContain("cron");
        String id = first.json().path("id").asString();
        Answer rotated = api.post("/api/keys/" + id + "/rotate", "{}", headers).is(200);
        assertThat(api.post("/api/keys/" + id + "/rotate", "{}", headers).body())
                .isEqualTo(rotated.body());
        exchange(secretOf(rotated)).is(200);
    }

    @Test
    void aRefusedRequestGivesItsIdempotencyKeyBack() {
        for (int i = 0; i < 20; i++) {
            create(BOTH).is(201);
        }
        String[] headers = with("Idempotency-Key", "one-too-many");
        api.post("/api/keys", BOTH, headers).is(409, "CONFLICT");
        api.delete("/api/keys/" + list().path(0).path("id").asString(), Api.bearer(pair)).is(204);
        api.post("/api/keys", BOTH, headers).is(201);
    }

    private String[] with(String name, String value) {
        return new String[] {"Authorization", "Bearer " + pair.token(), name, value};
    }

    private Answer create(String body) {
        return api.post("/api/keys", body, Api.bearer(pair));
    }

    private Answer rotate(String id, String body) {
        return api.post("/api/keys/" + id + "/rotate", body, Api.bearer(pair));
    }

    private JsonNode list() {
        return api.get("/api/keys", Api.bearer(pair)).is(200).json().path("items");
    }

    private static String secretOf(Answer answer) {
        return answer.json().path("secret").asString();
    }

    private Answer exchange(String secret) {
        return api.post(
                "/internal/keys/exchange",
                "{\"key\":\"" + secret + "\"}",
                "Authorization",
                "Bearer " + api.serviceToken("gateway", secret("gateway"), "auth-service"));
    }

    private Answer operator(String what) {
        return api.post(
                "/internal/accounts/" + account + "/" + what,
                "",
                "Authorization",
                "Bearer " + api.serviceToken("operator", secret("operator"), "auth-service"));
    }

    private List<String> audited() {
        return jdbc.sql("select action from audit_entry where subject_id = :id order by id")
                .param("id", account)
                .query(String.class)
                .list();
    }
}
