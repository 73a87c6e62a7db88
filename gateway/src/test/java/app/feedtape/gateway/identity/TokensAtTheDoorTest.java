package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** faults.md, section J, at the public door. */
class TokensAtTheDoorTest extends GatewayTest {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes());
    }

    static Stream<String> forgeries() {
        String good = listener().sign();
        String[] parts = good.split("\\.");
        long now = Clock.systemUTC().instant().getEpochSecond();
        String n = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
        return Stream.of(
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + parts[1],
                good + ".x",
                good + "=",
                good.substring(0, 20) + " " + good.substring(20),
                encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts[1] + ".",
                encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"test-key-1\"}")
                        + "."
                        + parts[1]
                        + "."
                        + parts[2],
                parts[0] + "." + parts[1] + "." + BASE64.encodeToString(new byte[64]),
                parts[0] + "." + parts[1] + "." + signature("01", "01"),
                parts[0] + "." + parts[1] + "." + signature(n, n),
                listener().withBrokenSignature().sign(),
                listener().signedBy(TestIdentity.newKey("foreign")).sign(),
                listener().withHeader("typ", "JWT").sign(),
                listener().withHeader("crit", List.of("exp")).sign(),
                listener().withHeader("zip", "DEF").sign(),
                listener().withHeader("kid", "../../../../dev/null").sign(),
                listener().withHeader("kid", "x' UNION SELECT 'k").sign(),
                listener().withHeader("kid", "k".repeat(10_000)).sign(),
                listener().withHeader("kid", 7).sign(),
                listener().withHeader("kid", List.of("test-key-1")).sign(),
                listener().withHeader("kid", Map.of()).sign(),
                listener().withHeader("kid", null).sign(),
                listener().withHeader("kid", "😀").sign(),
                listener().with("iss", "http://localhost:8080/").sign(),
                listener().with("iss", "HTTP://LOCALHOST:8080").sign(),
                listener().with("iss", "https://staging.example").sign(),
                listener().with("aud", null).sign(),
                listener().with("aud", "tts-service").sign(),
                listener().with("aud", List.of()).sign(),
                listener().with("exp", null).sign(),
                listener().with("exp", "9999999999").sign(),
                listener().with("exp", -1).sign(),
                listener().with("exp", now + 3600.5).sign(),
                listener().with("nbf", now + 3600).sign(),
                listener().with("iat", now + 3600).sign(),
                listener().with("roles", "admin").sign(),
                listener().with("sub", List.of("a")).sign(),
                listener().with("sub", "not-an-id").sign(),
                TestIdentity.shared().serviceToken("tts-service", "gateway").sign(),
                TestIdentity.shared().serviceToken("tts-service", "feedtape-api").sign());
    }

    private static String signature(String r, String s) {
        byte[] both = new byte[64];
        copy(r, both, 32);
        copy(s, both, 64);
        return BASE64.encodeToString(both);
    }

    private static void copy(String hex, byte[] to, int end) {
        byte[] value = java.util.HexFormat.of().parseHex(hex.toLowerCase());
        System.arraycopy(value, 0, to, end - value.length, value.length);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void aForgeryIsUnauthenticatedAndSaysNoMore(String token) {
        HttpResponse<String> response =
                send(request("/api/feeds").header("Authorization", "Bearer " + token));
        assertRefused(response, 401, "UNAUTHENTICATED");
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(response.body()).contains("A valid access token is needed.");
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNeitherUsedNorFetched() throws IOException {
        AtomicInteger visits = new AtomicInteger();
        HttpServer canary =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        canary.createContext("/", exchange -> visits.incrementAndGet());
        canary.start();
        String address = "http://127.0.0.1:" + canary.getAddress().getPort() + "/jwks.json";
        var own = TestIdentity.newKey("own");
        for (TestToken token :
                List.of(
                        listener()
                                .signedBy(own)
                                .withHeader("jwk", own.toPublicJWK().toJSONObject()),
                        listener().signedBy(own).withHeader("jku", address),
                        listener().signedBy(own).withHeader("x5u", address),
                        listener().signedBy(own).withHeader("x5c", List.of("MIIB")),
                        listener().signedBy(own).withHeader("kid", address))) {
            assertRefused(get("/api/feeds", token), 401, "UNAUTHENTICATED");
        }
        canary.stop(0);
        assertThat(visits).hasValue(0);
    }

    @Test
    void timesHaveThirtySecondsOfLeeway() {
        Instant now = Clock.systemUTC().instant();
        assertThat(get("/api/feeds", listener().expiresAt(now.minusSeconds(25))).statusCode())
                .isEqualTo(200);
        assertThat(
                        get(
                                        "/api/feeds",
                                        listener()
                                                .with("nbf", now.plusSeconds(25).getEpochSecond()))
                                .statusCode())
                .isEqualTo(200);
        TestToken past =
                listener()
                        .with("iat", now.minus(Duration.ofHours(1)).getEpochSecond())
                        .expiresAt(now.minusSeconds(31));
        assertRefused(get("/api/feeds", past), 401, "TOKEN_EXPIRED");
    }

    @Test
    void aTokenOfTheNextKeyAndOfSeveralAudiencesIsGood() {
        TestToken rotated =
                listener()
                        .signedBy(TestIdentity.shared().nextKey())
                        .withHeader("kid", "test-key-2")
                        .with("aud", List.of("x", "feedtape-api"));
        assertThat(get("/api/feeds", rotated).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenIsTakenFromTheOneHeaderAndNowhereElse() {
        TestToken token = listener();
        String good = token.bearer();
        String other = listener().bearer();
        assertRefused(get("/api/feeds?access_token=" + token.sign()), 401, "UNAUTHENTICATED");
        assertRefused(
                send(request("/api/feeds").header("Cookie", "token=" + token.sign())),
                401,
                "UNAUTHENTICATED");
        assertRefused(
                send(
                        request("/api/feeds")
                                .header("Authorization", good)
                                .header("Authorization", other)),
                401,
                "UNAUTHENTICATED");
        for (String value :
                List.of(
                        good + ", " + other,
                        good.replace("Bearer ", "Bearer\t"),
                        good.replace("Bearer ", "Bearer  "),
                        good.replace("Bearer ", "Basic "),
                        good.replace("Bearer ", ""),
                        "Bearer",
                        "Bearer ")) {
            assertRefused(
                    send(request("/api/feeds").header("Authorization", value)),
                    401,
                    "UNAUTHENTICATED");
        }
        assertThat(
                        send(request("/api/feeds")
                                        .header("Authorization", good.replace("Bearer", "bearer")))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenOnlyWhatIsPublicOpens() {
        assertRefused(get("/api/me"), 401, "UNAUTHENTICATED");
        assertRefused(get("/api/admin/users"), 401, "UNAUTHENTICATED");
        assertThat(get("/api/subscription/plans").statusCode()).isEqualTo(200);
        assertThat(get("/.well-known/jwks.json").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsPublicDoesNotLookAtATokenButHandsItOn() {
        String bearer = listener().withBrokenSignature().bearer();
        String mark = UUID.randomUUID().toString();
        HttpResponse<String> response =
                send(
                        request("/api/subscription/plans?mark=" + mark)
                                .header("Authorization", bearer));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Fakes.BILLING.last(mark).header("authorization")).isEqualTo(bearer);
    }
}
