package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import app.feedtape.web.token.KeySecret;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeysAtTheDoorTest extends GatewayTest {

    private static final String EXCHANGE = "/internal/keys/exchange";
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();
    private static final Map<String, Integer> REFUSALS = new ConcurrentHashMap<>();
    private static final Map<String, AtomicInteger> ASKED = new ConcurrentHashMap<>();

    private final UUID account = UUID.randomUUID();
    private final UUID keyId = UUID.randomUUID();
    private final String secret = KeySecret.make().value();

    @BeforeEach
    void authKnowsKeys() {
        Fakes.AUTH.answer(
                "POST",
                EXCHANGE,
                (FakeService.Raw)
                        exchange -> {
                            String key =
                                    JSON.readTree(exchange.getRequestBody().readAllBytes())
                                            .path("key")
                                            .asString();
                            ASKED.computeIfAbsent(key, it -> new AtomicInteger()).incrementAndGet();
                            String token = TOKENS.get(key);
                            int status = REFUSALS.getOrDefault(key, token == null ? 404 : 200);
                            String body =
                                    switch (status) {
                                        case 200 -> token;
                                        case 403 -> "{\"error\":{\"code\":\"ACCOUNT_SUSPENDED\"}}";
                                        default -> "{}";
                                    };
                            FakeService.json(exchange, status, body);
                        });
        Fakes.entitle(account.toString(), "wide", 1);
        knows("feeds:read usage:read", 1, null);
    }

    private void knows(String scopes, long version, Integer requestsPerMinute) {
        String token =
                TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .session(keyId)
                        .with("key_id", keyId.toString())
                        .with("scope", scopes)
                        .with("key_rpm", requestsPerMinute)
                        .with("exp", Clock.systemUTC().instant().plusSeconds(60).getEpochSecond())
                        .sign();
        TOKENS.put(
                secret,
                "{\"token\":\"%s\",\"expires_in\":60,\"version\":%d}".formatted(token, version));
    }

    private int asked(String key) {
        return ASKED.getOrDefault(key, new AtomicInteger()).get();
    }

    private HttpResponse<String> call(String path) {
        return send(request(path).header("Authorization", "Bearer " + secret));
    }

    @Test
    void aKeyIsExchangedOnceAndTheTokenGoesOnInItsPlace() {
        String path = "/api/feeds/" + UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            assertThat(call(path).statusCode()).isEqualTo(200);
        }
        assertThat(send(request(path).header("X-API-Key", secret)).statusCode()).isEqualTo(200);
        assertThat(asked(secret)).isEqualTo(1);
        FakeService.Seen seen = Fakes.FEED.last(path);
        assertThat(seen.header("authorization")).startsWith("Bearer ey").doesNotContain("ft_live_");
        assertThat(seen.header("x-api-key")).isEmpty();
        assertThat(TOKENS.get(secret)).contains(seen.header("authorization").substring(7));
    }

    @Test
    void whoAskAtOnceShareOneQuestion() throws Exception {
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(() -> call("/api/feeds").statusCode());
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
            for (Future<Integer> status : threads.invokeAll(calls)) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
        assertThat(asked(secret)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/feeds, 200",
        "GET, /api/articles/1, 200",
        "GET, /api/tts/usage, 200",
        "GET, /api/tts/voices, 403",
        "POST, /api/feeds, 403",
        "DELETE, /api/feeds/1, 403",
        "POST, /api/tts/synthesize, 403",
        "GET, /api/me, 403",
        "GET, /v1/auth/me, 403",
        "PATCH, /api/me, 403",
        "GET, /api/keys, 403",
        "POST, /api/keys, 403",
        "GET, /auth/sessions, 403",
        "POST, /auth/logout/all, 403",
        "POST, /api/billing/checkout, 403",
        "GET, /api/subscription/me, 403",
        "GET, /api/admin/users, 403"
    })
    void aKeyOpensWhatItsScopesSayAndNothingElse(String method, String path, int status) {
        boolean body = !method.equals("GET") && !method.equals("DELETE");
        HttpRequest.Builder request =
                request(path)
                        .header("Authorization", "Bearer " + secret)
                        .method(
                                method,
                                body ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        HttpResponse<String> answer =
                send(body ? request.header("Content-Type", "application/json") : request);
        if (status == 403) {
            assertRefused(answer, 403, "FORBIDDEN");
        } else {
            assertThat(answer.statusCode()).isEqualTo(status);
        }
    }

    @Test
    void anAdminsKeyIsNoAdmin() {
        String token =
                TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .roles("listener", "admin")
                        .with("key_id", keyId.toString())
                        .with("scope", "feeds:read")
                        .sign();
        TOKENS.put(secret, "{\"token\":\"%s\",\"expires_in\":60,\"version\":1}".formatted(token));
        assertRefused(call("/api/admin/users"), 403, "FORBIDDEN");
        // The token itself is for the inside of the house.
        assertRefused(
                send(request("/api/feeds").header("Authorization", "Bearer " + token)),
                401,
                "UNAUTHENTICATED");
    }

    @Test
    void twoCredentialsAreAsGoodAsNone() {
        assertRefused(
                send(
                        request("/api/feeds")
                                .header("Authorization", "Bearer " + secret)
                                .header("X-API-Key", secret)),
                401,
                "UNAUTHENTICATED");
        assertRefused(
                send(request("/api/feeds", listener()).header("X-API-Key", secret)),
                401,
                "UNAUTHENTICATED");
        assertRefused(
                send(request("/api/feeds").header("X-API-Key", secret).header("X-API-Key", secret)),
                401,
                "UNAUTHENTICATED");
        assertRefused(
                send(request("/api/feeds").header("X-API-Key", listener().sign())),
                401,
                "UNAUTHENTICATED");
        assertRefused(get("/api/feeds?api_key=" + secret), 401, "UNAUTHENTICATED");
    }

    @Test
    void aTypoIsToldWithoutAsking() {
        char last = secret.charAt(secret.length() - 1);
        String typo = secret.substring(0, secret.length() - 1) + (last == 'a' ? 'b' : 'a');
        assertRefused(
                send(request("/api/feeds").header("X-API-Key", typo)), 401, "UNAUTHENTICATED");
        assertRefused(
                send(request("/api/feeds").header("X-API-Key", "ft_live_")),
                401,
                "UNAUTHENTICATED");
        assertThat(asked(typo)).isZero();
        assertThat(asked("ft_live_")).isZero();
    }

    @Test
    void aFloodOfOneUnknownKeyIsOneQuestionAndOfManyIsBoundedByItsAddress() {
        String unknown = KeySecret.make().value();
        for (int i = 0; i < 5; i++) {
            assertRefused(
                    send(request("/api/feeds").header("X-API-Key", unknown)),
                    401,
                    "UNAUTHENTICATED");
        }
        assertThat(asked(unknown)).isEqualTo(1);
        String address = address();
        int asked = 0;
        int limited = 0;
        for (int i = 0; i < 100; i++) {
            String made = KeySecret.make().value();
            HttpResponse<String> answer =
                    send(
                            HttpRequest.newBuilder(
                                            java.net.URI.create(
                                                    "http://localhost:" + port + "/api/feeds"))
                                    .header("X-Forwarded-For", address)
                                    .header("X-API-Key", made));
            limited += answer.statusCode() == 429 ? 1 : 0;
            asked += asked(made);
        }
        assertThat(asked).isBetween(1, 65);
        assertThat(limited).isGreaterThanOrEqualTo(35);
    }

    @Test
    void aRevokedKeyIsOutWithinASecond() {
        assertThat(call("/api/feeds").statusCode()).isEqualTo(200);
        TOKENS.remove(secret);
        change(2, "revoked");
        felt(() -> assertRefused(call("/api/feeds"), 401, "UNAUTHENTICATED"));
    }

    @Test
    void aChangedKeyIsAskedForAgainAndThenRememberedAgain() {
        assertThat(call("/api/feeds").statusCode()).isEqualTo(200);
        knows("speech", 2, null);
        change(2, "active");
        felt(() -> assertRefused(call("/api/feeds"), 403, "FORBIDDEN"));
        int before = asked(secret);
        assertThat(call("/api/tts/voices").statusCode()).isEqualTo(200);
        assertThat(call("/api/tts/voices").statusCode()).isEqualTo(200);
        assertThat(asked(secret)).isEqualTo(before);
    }

    @Test
    void aSuspendedOwnersKeyIsRefusedAsTheirTokensAre() {
        assertThat(call("/api/feeds").statusCode()).isEqualTo(200);
        try (KafkaProbe auth = KafkaProbe.fromNow("account")) {
            auth.publish(
                    "auth-service",
                    new AccountChanged(
                            account,
                            2,
                            null,
                            false,
                            null,
                            "suspended",
                            List.of("listener"),
                            new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                            Clock.systemUTC().instant(),
                            Clock.systemUTC().instant()));
        }
        felt(() -> assertRefused(call("/api/feeds"), 403, "ACCOUNT_SUSPENDED"));
        String other = KeySecret.make().value();
        REFUSALS.put(other, 403);
        assertRefused(
                send(request("/api/feeds").header("X-API-Key", other)), 403, "ACCOUNT_SUSPENDED");
    }

    @Test
    void aPlanWithoutApiKeysIs402() {
        UUID poor = UUID.randomUUID();
        Fakes.entitle(poor.toString(), "free", 1);
        String token =
                TestIdentity.shared()
                        .accessToken()
                        .account(poor)
                        .with("key_id", keyId.toString())
                        .with("scope", "feeds:read")
                        .sign();
        TOKENS.put(secret, "{\"token\":\"%s\",\"expires_in\":60,\"version\":1}".formatted(token));
        assertThat(
                        assertRefused(call("/api/feeds"), 402, "PLAN_REQUIRED")
                                .at("/error/details/metric")
                                .asString())
                .isEqualTo("api_keys");
    }

    @Test
    void withoutAuthARememberedKeyGoesOnAndAnyOtherIs503() {
        assertThat(call("/api/feeds").statusCode()).isEqualTo(200);
        String other = KeySecret.make().value();
        REFUSALS.put(secret, 503);
        REFUSALS.put(other, 503);
        assertThat(call("/api/feeds").statusCode()).isEqualTo(200);
        assertRefused(
                send(request("/api/feeds").header("X-API-Key", other)),
                503,
                "UPSTREAM_UNAVAILABLE");
        assertThat(asked(other)).isEqualTo(2);
        REFUSALS.remove(secret);
    }

    @Test
    void aKeysOwnLimitIsBesideTheAccountsAndLeavesItAlone() {
        Fakes.entitle(account.toString(), "pro", 1);
        knows("feeds:read", 1, 3);
        List<Integer> statuses = new ArrayList<>();
        HttpResponse<String> second = null;
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = call("/api/feeds");
            statuses.add(answer.statusCode());
            second = i == 1 ? answer : second;
        }
        assertThat(statuses).containsExactly(200, 200, 200, 429, 429);
        assertThat(second.headers().firstValue("X-RateLimit-Remaining")).hasValue("1");
        assertThat(second.headers().firstValue("RateLimit-Policy")).hasValue("\"key\";q=3;w=60");
        assertThat(
                        get("/api/feeds", listener(account, "pro"))
                                .headers()
                                .firstValue("X-RateLimit-Remaining"))
                .hasValueSatisfying(left -> assertThat(Long.parseLong(left)).isBetween(296L, 298L));
    }

    @Test
    void aKeyThatIsSentWhereNobodyAsksEndsAtTheDoor() {
        send(
                request("/auth/logout")
                        .header("Authorization", "Bearer " + secret)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"mark\":\"" + keyId + "\"}")));
        FakeService.Seen seen =
                Fakes.AUTH.seen("/auth/logout").stream()
                        .filter(it -> new String(it.body()).contains(keyId.toString()))
                        .findFirst()
                        .orElseThrow();
        assertThat(seen.header("authorization")).isEmpty();
    }

    @Test
    void onlySoManyQuestionsAreUnderWayAtOnce() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Fakes.AUTH.answer(
                "POST",
                EXCHANGE,
                exchange -> {
                    try {
                        goOn.await(3, TimeUnit.SECONDS);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    FakeService.json(exchange, 404, "{}");
                });
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            calls.add(() -> {
                HttpResponse<String> answer =
                        send(request("/api/feeds").header("X-API-Key", KeySecret.make().value()));
                if (answer.statusCode() == 503) {
                    goOn.countDown();
                }
                return answer.statusCode();
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(80)) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> status : threads.invokeAll(calls)) {
                statuses.add(status.get());
            }
            assertThat(statuses).containsOnly(401, 503).contains(503);
        }
    }

    private void change(long version, String status) {
        try (KafkaProbe auth = KafkaProbe.fromNow("key")) {
            auth.publish(
                    "auth-service",
                    new KeyChanged(account, keyId, version, status, Clock.systemUTC().instant()));
        }
    }

    private static void felt(org.awaitility.core.ThrowingRunnable now) {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(now);
    }
}
