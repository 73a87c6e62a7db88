package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.LimitFact.LimitsCleared;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.MovableClock;
import app.feedtape.test.TestToken;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/**
 * Time stands still here but for what a test moves, give or take the machine's own: so what a
 * bucket refills while a test runs is a call or two.
 */
@Import(MovableClock.Wiring.class)
class RateLimitTest extends GatewayTest {

    @Autowired private MovableClock clock;
    @Autowired private RateLimiter limiter;

    @BeforeEach
    void shared() {
        await().until(limiter::isShared);
    }

    private int allowed(int calls, HttpRequest.Builder request) {
        int allowed = 0;
        for (int call = 0; call < calls; call++) {
            if (send(request).statusCode() == 200) {
                allowed++;
            }
        }
        return allowed;
    }

    private HttpRequest.Builder plans(String address) {
        return request("/api/subscription/plans").setHeader("X-Forwarded-For", address);
    }

    @Test
    void anAddressHasOneBucketWhateverItSaysItIs() {
        String address = address();
        HttpRequest.Builder request = plans(address);
        for (String header :
                List.of("X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")) {
            request.header(header, address());
        }
        request.header("Forwarded", "for=\"[2001:db8::1]\"");
        int allowed = 0;
        for (int call = 0; call < 80; call++) {
            request.setHeader("X-Forwarded-For", address() + ", " + address);
            allowed += send(request).statusCode() == 200 ? 1 : 0;
        }
        assertThat(allowed).isBetween(60, 63);
    }

    @Test
    void refreshesHaveABucketOfTheirOwnWhateverAddressIsClaimed() {
        String address = address();
        int allowed = 0;
        for (int call = 0; call < 40; call++) {
            HttpRequest.Builder refresh =
                    request("/auth/refresh")
                            .setHeader("X-Forwarded-For", address() + ", " + address)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"));
            allowed += send(refresh).statusCode() == 200 ? 1 : 0;
        }
        assertThat(allowed).isBetween(30, 32);
    }

    @Test
    void refusedTokensAreCountedAgainstTheirAddressAndAreNotVerifiedWhenItHasNothingLeft() {
        String address = address();
        TestToken forged = listener().withBrokenSignature();
        HttpRequest.Builder known =
                request("/api/feeds").header("Authorization", listener().bearer());
        assertThat(send(known.setHeader("X-Forwarded-For", address)).statusCode()).isEqualTo(200);
        HttpRequest.Builder flood =
                request("/api/feeds", forged).setHeader("X-Forwarded-For", address);
        int answered = 0;
        HttpResponse<String> last = send(flood);
        while (last.statusCode() == 401 && answered < 80) {
            answered++;
            last = send(flood);
        }
        assertThat(answered).isBetween(60, 63);
        assertRefused(last, 429, "RATE_LIMITED");
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(send(known).statusCode()).isEqualTo(200);
        // A second may refill one call in between.
        await().until(() -> {
            send(flood);
            return send(request("/api/feeds", listener()).setHeader("X-Forwarded-For", address))
                            .statusCode()
                    == 429;
        });
        assertThat(send(request("/api/feeds", forged)).statusCode()).isEqualTo(401);
        clock.advance(Duration.ofSeconds(5));
        assertThat(
                        send(request("/api/feeds", listener())
                                        .setHeader("X-Forwarded-For", address))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anIpv6NetworkIsOneClient() {
        String network = "2001:db8:%x:%x".formatted(System.nanoTime() & 0xFFFF, 7);
        int allowed = 0;
        for (int call = 0; call < 80; call++) {
            allowed +=
                    send(plans(network + "::" + Integer.toHexString(call + 1))).statusCode() == 200
                            ? 1
                            : 0;
        }
        assertThat(allowed).isBetween(60, 63);
        assertThat(send(plans("2001:db8:ffff:ffff::1")).statusCode()).isEqualTo(200);
    }

    @Test
    void anAccountHasOneBucketWhereverItCallsFrom() {
        UUID account = UUID.randomUUID();
        TestToken one = listener(account, "free");
        TestToken two = listener(account, "free");
        assertThat(allowed(40, request("/api/feeds", one))).isEqualTo(40);
        assertThat(allowed(40, request("/api/articles/1", two))).isBetween(20, 23);
    }

    @Test
    void theAnswerSaysWhatIsLeftAndARefusalSaysWhenToComeBack() {
        TestToken token = listener(UUID.randomUUID(), "free");
        long now = clock.instant().getEpochSecond();
        HttpResponse<String> first = get("/api/feeds", token);
        assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"api\";q=60;w=60");
        assertThat(first.headers().firstValue("RateLimit")).hasValue("\"api\";r=59;t=1");
        assertThat(first.headers().firstValue("X-RateLimit-Limit")).hasValue("60");
        assertThat(first.headers().firstValue("X-RateLimit-Remaining")).hasValue("59");
        assertThat(first.headers().firstValueAsLong("X-RateLimit-Reset").orElseThrow())
                .isBetween(now, now + 3);
        HttpResponse<String> refused = first;
        for (int call = 0; call < 80 && refused.statusCode() == 200; call++) {
            refused = get("/api/feeds", token);
        }
        assertRefused(refused, 429, "RATE_LIMITED");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
        assertThat(refused.headers().firstValueAsLong("X-RateLimit-Reset").orElseThrow())
                .isBetween(now + 58, now + 63);
    }

    @Test
    void theBucketRefillsEvenlyAndNeverTwiceAtTheTurnOfAWindow() {
        TestToken token = listener(UUID.randomUUID(), "free");
        assertThat(allowed(70, request("/api/feeds", token))).isBetween(60, 63);
        clock.advance(Duration.ofSeconds(10));
        assertThat(allowed(30, request("/api/feeds", token))).isBetween(10, 12);
        clock.advance(Duration.ofSeconds(60));
        assertThat(allowed(70, request("/api/feeds", token))).isBetween(60, 63);
    }

    @Test
    void aScopeDoesNotSpendAnothers() {
        TestToken token = listener(UUID.randomUUID(), "free");
        int spoken = 0;
        for (int call = 0; call < 40; call++) {
            spoken += post("/api/tts/synthesize", "{}", token).statusCode() == 200 ? 1 : 0;
        }
        assertThat(spoken).isBetween(30, 33);
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aChangedPlanIsFeltWithinASecondBothWays() {
        UUID account = UUID.randomUUID();
        TestToken token = listener(account, "free");
        try (KafkaProbe billing = KafkaProbe.fromNow("entitlement")) {
            for (Rate rate : List.of(new Rate(60, 60), new Rate(300, 60))) {
                String plan = rate.requests() == 60 ? "free" : "pro";
                billing.publish("billing-service", plan(plan, rate));
            }
            billing.publish("billing-service", entitled(account, "free", 1));
            beat(billing);
            await().untilAsserted(() -> assertThat(limit(token)).isEqualTo("60"));
            assertThat(allowed(80, request("/api/feeds", token))).isLessThan(65);

            billing.publish("billing-service", entitled(account, "pro", 2));
            feels(billing, token, "300");
            assertThat(allowed(100, request("/api/feeds", token))).isEqualTo(100);

            billing.publish("billing-service", entitled(account, "free", 3));
            feels(billing, token, "60");
            assertThat(allowed(30, request("/api/feeds", token))).isLessThan(5);
        }
    }

    @Test
    void aClearedScopeBeginsAnewWithinASecondAndTheOthersDoNot() {
        UUID account = UUID.randomUUID();
        TestToken token = listener(account, "free");
        await().until(() -> get("/api/feeds", token).statusCode() == 429);
        await().until(() -> speak(token) == 429);
        try (KafkaProbe auth = KafkaProbe.fromNow("limit")) {
            auth.publish("auth-service", cleared(account, 1, Map.of("api", 1L)));
            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> get("/api/feeds", token).statusCode() == 200);
            // Far from what a new bucket would give, and room for what flows in on a slow machine.
            assertThat(allowed(80, request("/api/feeds", token))).isGreaterThan(50);
            assertThat(IntStream.range(0, 30).filter(call -> speak(token) != 429).count())
                    .isLessThan(15);

            // The same fact once more, as after a restart of the broker or the relay: no new gift.
            auth.publish("auth-service", cleared(account, 1, Map.of("api", 1L)));
            auth.publish("auth-service", cleared(account, 2, Map.of("api", 1L, "speech", 1L)));
            await().until(() -> speak(token) == 200);
            assertThat(allowed(80, request("/api/feeds", token))).isLessThan(40);
        }
    }

    private int speak(TestToken token) {
        return post("/api/tts/synthesize", "{}", token).statusCode();
    }

    private static LimitsCleared cleared(UUID account, long version, Map<String, Long> times) {
        return new LimitsCleared(account, version, times, Clock.systemUTC().instant());
    }

    private void feels(KafkaProbe billing, TestToken token, String limit) {
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    beat(billing);
                    assertThat(limit(token)).isEqualTo(limit);
                });
    }

    private String limit(TestToken token) {
        return get("/api/feeds", token).headers().firstValue("X-RateLimit-Limit").orElseThrow();
    }

    private static void beat(KafkaProbe billing) {
        Heartbeat beat = new Heartbeat(0, Clock.systemUTC().instant());
        billing.publish("billing-service", beat);
    }

    private static PlanChanged plan(String name, Rate api) {
        return new PlanChanged(
                name,
                1,
                name,
                new Limits(20_000L, 3, List.of("standard"), 10, 100, 5_000L, false, 1),
                List.of(),
                Map.of("api", api));
    }

    private static EntitlementChanged entitled(UUID account, String plan, long version) {
        return new EntitlementChanged(
                account,
                version,
                plan,
                1,
                "active",
                "stripe",
                UUID.randomUUID(),
                null,
                null,
                Overrides.NONE,
                Clock.systemUTC().instant());
    }
}
