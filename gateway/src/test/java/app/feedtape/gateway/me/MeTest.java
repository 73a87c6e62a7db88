package app.feedtape.gateway.me;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MeTest extends GatewayTest {

    private static final String ACCOUNT =
            """
            {"id":"0193e000-0000-7000-8000-000000000001",
             "settings":{"voice":"Lucia","speed":1.0,"language":"auto","quality":"standard"},
             "email":"ada@example.com","email_verified":true,"roles":["listener"],
             "organizations":[]}
            """;
    private static final String USAGE =
            """
            {"period":"daily","usage":{"characters":1234,"minutes":1.23,"requests":4},
             "limits":{"characters":20000,"minutes":20,"requests":null},
             "resets_at":"2026-11-21T00:00:00Z","history":[]}
            """;

    private final CountDownLatch testOver = new CountDownLatch(1);

    private static String subscription(String status, String feeds) {
        return """
        {"subscription":{"status":"%s","source":"signup",
          "started_at":"2026-11-20T00:00:00Z","current_period_start":null,
          "current_period_end":null,"cancel_at":null,
          "trial_ends_at":"2026-11-27T00:00:00Z"},
         "plan":{"name":"free","limits":{"feeds":%s}}}
        """
                .formatted(status, feeds);
    }

    @BeforeEach
    void everybodyAnswers() {
        Fakes.AUTH.json("GET", "/api/me", 200, ACCOUNT);
        Fakes.BILLING.json("GET", "/api/subscription/me", 200, subscription("trialing", "3"));
        Fakes.TTS.json("GET", "/api/tts/usage", 200, USAGE);
    }

    @AfterEach
    void letGo() {
        testOver.countDown();
    }

    @Test
    void theAnswerIsTheContracts() {
        TestToken token = listener();
        HttpResponse<String> response = get("/api/me", token);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"id":"0193e000-0000-7000-8000-000000000001",
                                 "settings":{"voice":"Lucia","speed":1.0,"language":"auto",
                                   "quality":"standard"},
                                 "subscription":{"tier":"free","status":"active",
                                   "usage":{"minutes_used_today":1.23,"minutes_limit":20,
                                     "characters_used_today":1234,"characters_limit":20000,
                                     "resets_at":"2026-11-21T00:00:00Z"},
                                   "limits":{"max_feeds":3}},
                                 "email":"ada@example.com","email_verified":true,
                                 "roles":["listener"],"organizations":[],
                                 "trial_ends_at":"2026-11-27T00:00:00Z"}
                                """));
        assertThat(get("/v1/auth/me", token).body()).isEqualTo(response.body());
        assertThat(Fakes.TTS.last("/api/tts/usage").header("authorization"))
                .isEqualTo(
                        token.bearer().substring(0, 7)
                                + Fakes.AUTH.last("/api/me").header("authorization").substring(7));
    }

    @ParameterizedTest
    @CsvSource({
        "trialing, active",
        "active, active",
        "past_due, active",
        "cancelled, cancelled",
        "expired, expired"
    })
    void theAppKnowsThreeStates(String status, String shown) {
        Fakes.BILLING.json("GET", "/api/subscription/me", 200, subscription(status, "3"));
        assertThat(at("/subscription/status")).isEqualTo(shown);
    }

    @Test
    void unlimitedFeedsAreShownAsNineHundredAndNinetyNine() {
        Fakes.BILLING.json("GET", "/api/subscription/me", 200, subscription("active", "null"));
        assertThat(at("/subscription/limits/max_feeds")).isEqualTo("999");
    }

    @Test
    void withoutAnySubscriptionItIsShownAsExpiredAndEndsNowhere() {
        Fakes.BILLING.json(
                "GET",
                "/api/subscription/me",
                200,
                "{\"subscription\":null,\"plan\":{\"name\":\"free\",\"limits\":{\"feeds\":3}}}");
        JsonNode me = JSON.readTree(get("/api/me", listener()).body());
        assertThat(me.at("/subscription/status").asString()).isEqualTo("expired");
        assertThat(me.at("/trial_ends_at").isNull()).isTrue();
    }

    private String at(String pointer) {
        return JSON.readTree(get("/api/me", listener()).body()).at(pointer).asString();
    }

    @Test
    void aPartThatHangsMakesItUnavailableAndNeverZero() {
        Fakes.TTS.answer(
                "GET",
                "/api/tts/usage",
                exchange -> {
                    try {
                        testOver.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
        assertRefused(get("/api/me", listener()), 503, "UPSTREAM_UNAVAILABLE");
    }

    @Test
    void aPartThatIsBrokenOrIncompleteMakesItUnavailable() {
        Fakes.BILLING.json("GET", "/api/subscription/me", 500, "{}");
        assertRefused(get("/api/me", listener()), 503, "UPSTREAM_UNAVAILABLE");
        Fakes.BILLING.json("GET", "/api/subscription/me", 200, "{\"subscription\":null}");
        assertRefused(get("/api/me", listener()), 503, "UPSTREAM_UNAVAILABLE");
        Fakes.BILLING.json("GET", "/api/subscription/me", 200, "not json");
        assertRefused(get("/api/me", listener()), 503, "UPSTREAM_UNAVAILABLE");
    }

    @Test
    void aRefusalOfAPartIsTheAnswer() {
        Fakes.AUTH.json(
                "GET",
                "/api/me",
                403,
                "{\"message\":\"This account is suspended.\",\"error\":{\"code\":\"ACCOUNT_SUSPENDED\"}}");
        assertRefused(get("/api/me", listener()), 403, "ACCOUNT_SUSPENDED");
        Fakes.AUTH.answer("GET", "/api/me", exchange -> FakeService.json(exchange, 200, ACCOUNT));
    }
}
