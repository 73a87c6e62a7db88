package app.feedtape.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayClient;
import app.feedtape.gateway.RawHttp;
import app.feedtape.test.TcpFaultProxy;
import app.feedtape.test.TestToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A service that freezes, breaks off or lies. */
class UpstreamFaultTest extends GatewayClient {

    private static final TcpFaultProxy FEED =
            TcpFaultProxy.before(URI.create(Fakes.FEED.url()).getPort());
    private static final Broken ADMIN = new Broken();

    @DynamicPropertySource
    static void faults(DynamicPropertyRegistry properties) {
        Fakes.stand(
                properties,
                Map.of(
                        "feed", "http://127.0.0.1:" + FEED.port(),
                        "admin", "http://127.0.0.1:" + ADMIN.port()));
    }

    /** Answers every connection with the bytes it is told, then resets it. */
    private static final class Broken {
        private final ServerSocket listener;
        private final AtomicInteger calls = new AtomicInteger();
        private volatile String bytes = "";

        Broken() {
            try {
                listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
            Thread.ofPlatform().daemon().start(this::serve);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void serve() {
            while (true) {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().read(new byte[8192]);
                    calls.incrementAndGet();
                    socket.getOutputStream().write(bytes.getBytes());
                    socket.getOutputStream().flush();
                    socket.setSoLinger(true, 0);
                } catch (IOException gone) {
                    // The next connection is another story.
                }
            }
        }
    }

    @Test
    void aFrozenServiceIsGivenUpOnInTimeAndItsNeighboursDoNotNotice() {
        TestToken token = listener();
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        FEED.stall();
        try {
            var waiting =
                    java.util.stream.IntStream.range(0, 8)
                            .mapToObj(call ->
                                    HTTP.sendAsync(
                                            request("/api/feeds", token).build(),
                                            HttpResponse.BodyHandlers.ofString()))
                            .toList();
            assertThat(get("/api/tts/voices", token).statusCode()).isEqualTo(200);
            waiting.forEach(call -> assertRefused(call.join(), 504, "UPSTREAM_UNAVAILABLE"));

            // The breaker is open: refused without asking, or this would be another 504.
            HttpResponse<String> refused = get("/api/feeds", token);
            assertRefused(refused, 503, "UPSTREAM_UNAVAILABLE");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(get("/api/tts/voices", token).statusCode()).isEqualTo(200);
        } finally {
            FEED.forward();
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"half\":",
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n"
            })
    void aBrokenTransferIsNeverShownAsComplete(String half) {
        ADMIN.bytes = half;
        TestToken admin = listener().roles("admin");
        int status;
        try {
            status = get("/api/admin/users", admin).statusCode();
        } catch (AssertionError brokenTransfer) {
            return;
        }
        assertThat(status).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage\r\n\r\n", "HTTP/1.1 20"})
    void whatIsNoAnswerIsUnavailableAndACallIsSentOnce(String bytes) {
        ADMIN.bytes = bytes;
        TestToken admin = listener().roles("admin");
        int before = ADMIN.calls.get();
        HttpResponse<String> response = post("/api/admin/users/bulk", "{}", admin);
        assertRefused(response, 503, "UPSTREAM_UNAVAILABLE");
        assertThat(ADMIN.calls.get() - before).isEqualTo(1);
    }

    @Test
    void aServiceThatRefusesIsNotAskedTwice() {
        String mark = UUID.randomUUID().toString();
        Fakes.BILLING.json("POST", "/api/billing/portal", 503, "{\"message\":\"no\"}");
        HttpResponse<String> response = post("/api/billing/portal?mark=" + mark, "{}", listener());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(Fakes.BILLING.seen(mark)).hasSize(1);
    }

    @Test
    void soundIsPassedOnAsItComes() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        AtomicBoolean inTime = new AtomicBoolean();
        Fakes.TTS.answer(
                "GET",
                "/api/audio/streamed",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "audio/mpeg");
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("first".getBytes());
                    exchange.getResponseBody().flush();
                    try {
                        inTime.set(heard.await(5, TimeUnit.SECONDS));
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.getResponseBody().write("second".getBytes());
                });
        HttpResponse<InputStream> response =
                HTTP.send(
                        request("/api/audio/streamed", listener()).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream sound = response.body()) {
            assertThat(new String(sound.readNBytes(5))).isEqualTo("first");
            heard.countDown();
            assertThat(new String(sound.readAllBytes())).isEqualTo("second");
        }
        assertThat(inTime).isTrue();
    }

    @Test
    void aListenerWhoLeavesIsFeltByTheService() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        Fakes.TTS.answer(
                "GET",
                "/api/audio/endless",
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "audio/mpeg");
                    exchange.sendResponseHeaders(200, 0);
                    try {
                        while (!broken.await(10, TimeUnit.MILLISECONDS)) {
                            exchange.getResponseBody().write(new byte[1024]);
                            exchange.getResponseBody().flush();
                        }
                    } catch (IOException gone) {
                        broken.countDown();
                        throw gone;
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
        try (RawHttp listener = new RawHttp(port)) {
            listener.send(
                    "GET /api/audio/endless HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                            .formatted(listener().bearer()));
            assertThat(listener.in().readNBytes(4096)).hasSize(4096);
        }
        assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aListenerWhoLeavesWhileWaitingLeavesNothingBehind() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Fakes.TTS.answer(
                "GET",
                "/api/audio/slow",
                exchange -> {
                    asked.countDown();
                    try {
                        goOn.await(5, TimeUnit.SECONDS);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    FakeService.json(exchange, 200, "{}");
                });
        for (int visit = 0; visit < 10; visit++) {
            try (RawHttp listener = new RawHttp(port)) {
                listener.send(
                        "GET /api/audio/slow HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                                .formatted(listener().bearer()));
                assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
            }
        }
        goOn.countDown();
        assertThat(get("/api/tts/voices", listener()).statusCode()).isEqualTo(200);
    }
}
