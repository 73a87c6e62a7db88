package app.feedtape.gateway.decision;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whoever was refused is told why, and nobody else is told anything. */
class DecisionTest extends GatewayTest {

    private final Decisions speech =
            new Decisions(
                    TestIdentity.DECISION_SECRET, "tts-service", Clock.systemUTC(), () -> null);

    private String quotaOf(UUID account) {
        Refusal refusal =
                ErrorCode.QUOTA_EXCEEDED
                        .because("Enough for today.")
                        .with("metric", "characters_per_day")
                        .with("plan", "free")
                        .with("current", 19_900L)
                        .with("held", 400L)
                        .with("limit", 20_000L)
                        .with("requested", 101L)
                        .with("resets_at", Instant.parse("2026-11-22T00:00:00Z"));
        return String.valueOf(
                speech.explain(refusal, Subject.account(account), null)
                        .details()
                        .get(ErrorCode.DECISION_ID));
    }

    private static TestToken free(UUID account) {
        return listener(account, "free");
    }

    private String withoutRequestId(HttpResponse<String> answer) {
        JsonNode body = assertRefused(answer, 404, "NOT_FOUND");
        return answer.body().replace(body.path("request_id").asString(), "");
    }

    @Test
    void aDecisionOfAServiceIsExplainedToItsOwner() {
        UUID account = UUID.randomUUID();
        String id = quotaOf(account);
        HttpResponse<String> answer = get("/api/decisions/" + id, free(account));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonNode told = JSON.readTree(answer.body());
        assertThat(told.path("decision_id").asString()).isEqualTo(id);
        assertThat(told.path("code").asString()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(told.path("status").asInt()).isEqualTo(402);
        assertThat(told.path("rule").asString()).isEqualTo("characters_per_day");
        assertThat(told.path("plan").asString()).isEqualTo("free");
        assertThat(told.path("used").asLong()).isEqualTo(19_500);
        assertThat(told.path("held").asLong()).isEqualTo(400);
        assertThat(told.path("limit").asLong()).isEqualTo(20_000);
        assertThat(told.path("requested").asLong()).isEqualTo(101);
        assertThat(told.path("resets_at").asString()).isEqualTo("2026-11-22T00:00:00Z");
        assertThat(told.path("decided_by").asString()).isEqualTo("tts-service");
        assertThat(Instant.parse(told.path("decided_at").asString())).isBefore(Instant.now());
        assertThat(told.has("unlock")).isTrue();
        assertThat(told.has("account_id")).isFalse();
    }

    @Test
    void anothersAForgedAndARandomIdAreAllTheSameNothing() {
        UUID account = UUID.randomUUID();
        String id = quotaOf(account);
        TestToken stranger = listener();
        String nothing = withoutRequestId(get("/api/decisions/" + UUID.randomUUID(), stranger));
        assertThat(withoutRequestId(get("/api/decisions/" + id, stranger))).isEqualTo(nothing);
        assertThat(withoutRequestId(get("/api/decisions/" + id))).isEqualTo(nothing);
        String forged = (id.charAt(9) == 'A' ? "B" : "A") + id.substring(1);
        assertThat(withoutRequestId(get("/api/decisions/" + forged, free(account))))
                .isEqualTo(nothing);
        assertThat(withoutRequestId(get("/api/decisions/" + "A".repeat(440), stranger)))
                .isEqualTo(nothing);
        assertRefused(
                get("/api/decisions/" + id, free(account).withBrokenSignature()),
                401,
                "UNAUTHENTICATED");
    }

    @Test
    void whoBringsTwoProofsIsNotTakenForAStranger() {
        String path = "/api/decisions/" + quotaOf(UUID.randomUUID());
        assertRefused(
                send(request(path, listener()).header("Authorization", listener().bearer())),
                401,
                "UNAUTHENTICATED");
        assertRefused(
                send(request(path, listener()).header("X-API-Key", "ft_live_x")),
                401,
                "UNAUTHENTICATED");
        assertRefused(
                send(request(path).header("Authorization", "Basic eDp5")), 401, "UNAUTHENTICATED");
    }

    @Test
    void aBucketsRefusalIsExplainedWhileTheBucketIsStillEmpty() {
        UUID account = UUID.randomUUID();
        TestToken token = free(account);
        HttpResponse<String> refused = get("/api/feeds", token);
        for (int call = 0; call < 90 && refused.statusCode() == 200; call++) {
            refused = get("/api/feeds", token);
        }
        JsonNode details = assertRefused(refused, 429, "RATE_LIMITED").at("/error/details");
        String id = details.path("decision_id").asString();
        assertThat(details.path("metric").asString()).isEqualTo("rate_limit.api");
        JsonNode told = JSON.readTree(get("/api/decisions/" + id, token).body());
        assertThat(told.path("rule").asString()).isEqualTo("rate_limit.api");
        assertThat(told.path("plan").asString()).isEqualTo("free");
        assertThat(told.path("limit").asLong()).isEqualTo(60);
        assertThat(told.path("used").asLong()).isEqualTo(60);
        assertThat(told.path("window_seconds").asLong()).isEqualTo(60);
        assertThat(told.path("decided_by").asString()).isEqualTo("gateway");
        Instant decidedAt = Instant.parse(told.path("decided_at").asString());
        assertThat(Instant.parse(told.path("retry_at").asString()))
                .isEqualTo(
                        decidedAt.plusSeconds(
                                refused.headers().firstValueAsLong("Retry-After").orElseThrow()));
        assertThat(Instant.parse(told.path("resets_at").asString()).getEpochSecond())
                .isLessThanOrEqualTo(
                        refused.headers().firstValueAsLong("X-RateLimit-Reset").orElseThrow());
        assertRefused(get("/api/decisions/" + id, listener()), 404, "NOT_FOUND");
    }

    @Test
    void beforeSignInADecisionIsForTheAddressItCameFrom() {
        String address = address();
        HttpResponse<String> refused = plans(address);
        for (int call = 0; call < 90 && refused.statusCode() == 200; call++) {
            refused = plans(address);
        }
        String id =
                assertRefused(refused, 429, "RATE_LIMITED")
                        .at("/error/details/decision_id")
                        .asString();
        HttpResponse<String> told =
                send(request("/api/decisions/" + id).setHeader("X-Forwarded-For", address));
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body()).doesNotContain(address).contains("\"plan\":null");
        assertRefused(get("/api/decisions/" + id), 404, "NOT_FOUND");
        assertRefused(get("/api/decisions/" + id, listener()), 404, "NOT_FOUND");
    }

    private HttpResponse<String> plans(String address) {
        return send(request("/api/subscription/plans").setHeader("X-Forwarded-For", address));
    }

    @Test
    void aServicesOwnIdIsPassedOnAsItIs() {
        UUID account = UUID.randomUUID();
        String id = quotaOf(account);
        String mark = UUID.randomUUID().toString();
        Fakes.TTS.json(
                "GET",
                "/api/tts/" + mark,
                402,
                """
                {"message":"m","error":{"code":"QUOTA_EXCEEDED","message":"m",
                 "details":{"decision_id":"%s"}},"request_id":"r"}
                """
                        .formatted(id));
        JsonNode body = JSON.readTree(get("/api/tts/" + mark, free(account)).body());
        assertThat(body.at("/error/details/decision_id").asString()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/admin/decisions/", "/v1/admin/decisions/"})
    void operatorsReadEverybodysAndSeeWhomItIsAbout(String path) {
        UUID account = UUID.randomUUID();
        String id = quotaOf(account);
        JsonNode told = JSON.readTree(get(path + id, listener().roles("support")).body());
        assertThat(told.path("rule").asString()).isEqualTo("characters_per_day");
        assertThat(told.path("account_id").asString()).isEqualTo(account.toString());
        assertRefused(get(path + id, free(account)), 403, "FORBIDDEN");
        assertRefused(get(path + "x", listener().roles("support")), 404, "NOT_FOUND");
    }
}
