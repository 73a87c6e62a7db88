package app.feedtape.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.RawHttp;
import app.feedtape.test.TestToken;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Sound has connections of its own, few of them here, and may pause. */
@TestPropertySource(
        properties = {
            "feedtape.proxy.sound-connections=2",
            "feedtape.proxy.silence=1s",
            "FEEDTAPE_LISTENER_PATIENCE=6s"
        })
class SoundTest extends GatewayTest {

    private static void begin(HttpExchange exchange, String type) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, 0);
    }

    private static void pause(Duration duration) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            assertThat(never.await(duration.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private RawHttp listenTo(String path) throws IOException {
        RawHttp listener =
                new RawHttp(port)
                        .send(
                                "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                                        .formatted(path, listener().bearer()));
        assertThat(listener.in().readNBytes(1024)).hasSize(1024);
        return listener;
    }

    @Test
    void listenersWhoReadNothingTakeNoConnectionFromAnybodyElseAndOpenNoBreaker() throws Exception {
        Fakes.TTS.answer(
                "GET",
                "/api/audio/long",
                exchange -> {
                    begin(exchange, "audio/mpeg");
                    while (true) {
                        exchange.getResponseBody().write(new byte[64 * 1024]);
                    }
                });
        TestToken token = listener();
        RawHttp one = listenTo("/api/audio/long");
        RawHttp two = listenTo("/api/audio/long");
        try (one;
                two) {
            List<CompletableFuture<HttpResponse<String>>> tooMany =
                    IntStream.range(0, 12)
                            .mapToObj(call ->
                                    HTTP.sendAsync(
                                            request("/api/audio/other", token).build(),
                                            HttpResponse.BodyHandlers.ofString()))
                            .toList();
            for (CompletableFuture<HttpResponse<String>> call : tooMany) {
                HttpResponse<String> refused = call.get(5, TimeUnit.SECONDS);
                assertRefused(refused, 503, "UPSTREAM_UNAVAILABLE");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(get("/api/tts/usage", token).statusCode()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(get("/api/audio/other", token).statusCode()).isEqualTo(200));
    }

    @Test
    void whoeverReadsNothingForTooLongIsLetGoAndTheConnectionIsFreeAgain() throws Exception {
        Fakes.TTS.answer(
                "GET",
                "/api/audio/endless",
                exchange -> {
                    begin(exchange, "audio/mpeg");
                    while (true) {
                        exchange.getResponseBody().write(new byte[64 * 1024]);
                    }
                });
        TestToken token = listener();
        RawHttp one = listenTo("/api/audio/endless");
        RawHttp two = listenTo("/api/audio/endless");
        try (one;
                two) {
            assertRefused(get("/api/audio/other", token), 503, "UPSTREAM_UNAVAILABLE");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(get("/api/audio/other", token).statusCode()).isEqualTo(200));
        }
    }

    @Test
    void soundMayBeSilentForAWhileAndNothingElse() {
        Fakes.TTS.answer(
                "GET",
                "/api/audio/paused",
                exchange -> {
                    begin(exchange, "audio/mpeg");
                    exchange.getResponseBody().write("first".getBytes());
                    exchange.getResponseBody().flush();
                    pause(Duration.ofSeconds(3));
                    exchange.getResponseBody().write("second".getBytes());
                });
        assertThat(get("/api/audio/paused", listener()).body()).isEqualTo("firstsecond");

        Fakes.FEED.answer(
                "GET",
                "/api/feeds/silent",
                exchange -> {
                    pause(Duration.ofSeconds(3));
                    begin(exchange, "application/json");
                });
        assertRefused(get("/api/feeds/silent", listener()), 503, "UPSTREAM_UNAVAILABLE");
    }

    @Test
    void theFirstByteOfSoundIsStillDueInTime() {
        Fakes.TTS.answer(
                "GET",
                "/api/audio/never",
                exchange -> {
                    pause(Duration.ofSeconds(30));
                    begin(exchange, "audio/mpeg");
                });
        assertRefused(get("/api/audio/never", listener()), 504, "UPSTREAM_UNAVAILABLE");
    }
}
