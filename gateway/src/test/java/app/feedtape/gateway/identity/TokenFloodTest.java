package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.RawHttp;
import app.feedtape.test.ForgedTokens;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** faults.md, section J: many forgeries at once, large ones, and what all of them are told. */
class TokenFloodTest extends GatewayTest {

    private static final int FLOOD = 1_000;
    private static final int LARGE = Boolean.getBoolean("feedtape.test.full") ? 1_000 : 150;
    private static final long TWENTY_MEGABYTES = 20L << 20;

    static List<String> forgedTokens() {
        return ForgedTokens.of(GatewayTest::listener);
    }

    @ParameterizedTest
    @MethodSource("forgedTokens")
    void noForgeryOpensTheDoor(String token) {
        HttpResponse<String> response =
                send(request("/api/feeds").header("Authorization", "Bearer " + token));
        assertRefused(response, 401, "UNAUTHENTICATED");
    }

    @Test
    void aThousandUnknownKeyIdsAreAllRefusedForTwoKeyReadsWhileOthersAreServed() throws Exception {
        TestToken good = listener();
        assertThat(get("/api/feeds", good).statusCode()).isEqualTo(200);
        int before = keyReads();
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<Integer>> forged = new ArrayList<>();
            List<Future<Integer>> served = new ArrayList<>();
            for (int number = 0; number < FLOOD; number++) {
                TestToken unknown = listener().withHeader("kid", UUID.randomUUID().toString());
                forged.add(threads.submit(() -> get("/api/feeds", unknown).statusCode()));
                if (number % 10 == 0) {
                    served.add(threads.submit(() -> get("/api/feeds", good).statusCode()));
                }
            }
            for (Future<Integer> status : forged) {
                assertThat(status.get()).isEqualTo(401);
            }
            for (Future<Integer> status : served) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
        // One read at once and then one in five seconds, however slow the machine is.
        long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
        assertThat(keyReads() - before).isLessThanOrEqualTo((int) (1 + seconds / 5 + 1));
    }

    private static int keyReads() {
        return Fakes.AUTH.seen("/.well-known/jwks.json").size();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64, 1024})
    void aHugeTokenIsRefusedAndLeavesNothingBehind(int kibibytes) throws Exception {
        String request =
                "GET /api/feeds HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\nAuthorization: Bearer %s\r\n\r\n";
        String token = "a".repeat(kibibytes * 1024);
        assertThat(statusOf(request.formatted(address(), token))).isIn(0, 401, 431);
        long before = heap();
        for (int number = 0; number < LARGE; number++) {
            assertThat(statusOf(request.formatted(address(), token))).isIn(0, 401, 431);
        }
        assertThat(heap() - before).isLessThan(TWENTY_MEGABYTES);
        assertThat(get("/api/feeds", listener()).statusCode()).isEqualTo(200);
    }

    /** 0 when the server closed while it was still being written to. */
    private int statusOf(String request) throws Exception {
        try (RawHttp raw = new RawHttp(port)) {
            return raw.send(request).read().status();
        } catch (java.io.IOException closed) {
            return 0;
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Test
    void aHundredForgeriesAreToldTheSameAndOnlyAValidlySignedLateOneMore() {
        List<TestToken> forged = new ArrayList<>();
        long past = Clock.systemUTC().instant().getEpochSecond() - 60;
        for (int number = 0; number < 34; number++) {
            forged.add(listener().withBrokenSignature());
            forged.add(listener().withHeader("kid", "unknown-" + number));
            forged.add(listener().with("exp", past).withBrokenSignature());
        }
        Set<String> told =
                forged.stream()
                        .map(token -> get("/api/feeds", token))
                        .map(answer -> answer.statusCode() + withoutRequestId(answer.body()))
                        .collect(Collectors.toSet());
        assertThat(told).hasSize(1);
        TestToken late = listener().with("iat", past - 60).with("exp", past);
        HttpResponse<String> answer = get("/api/feeds", late);
        assertRefused(answer, 401, "TOKEN_EXPIRED");
        assertThat(answer.body()).doesNotContainIgnoringCase("nimbus", "jose", "signature");
    }

    @Test
    void anAddressOfManyWithExpiredTokensStaysOpenToTheirFreshOnes() {
        String address = address();
        long past = Clock.systemUTC().instant().getEpochSecond() - 60;
        for (int number = 0; number < 70; number++) {
            TestToken late = listener().with("iat", past - 60).with("exp", past);
            assertRefused(from(address, "/api/feeds", late.bearer()), 401, "TOKEN_EXPIRED");
        }
        assertThat(from(address, "/api/feeds", listener().bearer()).statusCode()).isEqualTo(200);
    }

    @Test
    void strangersUpToTheirLimitAndForgersUpToTheirsAreTwoThings() {
        String address = address();
        String plans = "/api/subscription/plans";
        int strangers = 0;
        while (strangers < 90
                && send(request(plans).setHeader("X-Forwarded-For", address)).statusCode() == 200) {
            strangers++;
        }
        assertThat(strangers).isBetween(60, 80);
        assertThat(from(address, "/api/feeds", listener().bearer()).statusCode()).isEqualTo(200);

        String other = address();
        int refused = 0;
        while (refused < 90
                && from(other, "/api/feeds", listener().withBrokenSignature().bearer()).statusCode()
                        == 401) {
            refused++;
        }
        assertThat(refused).isBetween(60, 80);
        assertThat(send(request(plans).setHeader("X-Forwarded-For", other)).statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<String> from(String address, String path, String authorization) {
        return send(
                request(path)
                        .setHeader("X-Forwarded-For", address)
                        .header("Authorization", authorization));
    }

    private static String withoutRequestId(String body) {
        return body.replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    @Test
    void aServiceTokenOpensNoListenersDoor() {
        assertRefused(
                get("/api/feeds", TestIdentity.shared().serviceToken("tts-service", "gateway")),
                401,
                "UNAUTHENTICATED");
    }
}
