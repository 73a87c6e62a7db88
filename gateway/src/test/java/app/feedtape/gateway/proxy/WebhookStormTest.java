package app.feedtape.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.route.Target;
import app.feedtape.test.TestToken;
import com.sun.net.httpserver.HttpExchange;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Stores that tell more than billing can take, and listeners meanwhile. */
class WebhookStormTest extends GatewayTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Autowired private Breakers breakers;

    private CompletableFuture<HttpResponse<String>> tell(String event) {
        return HTTP.sendAsync(
                request("/webhooks/stripe?event=" + event)
                        .timeout(LONG)
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void hold(HttpExchange exchange, CountDownLatch held) throws IOException {
        try {
            held.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        FakeService.json(exchange, 200, "{}");
    }

    private static void failForeignly(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(500, -1);
    }

    @AfterEach
    void healthyAgain() {
        FakeService.Answer well = exchange -> FakeService.json(exchange, 200, "{}");
        Fakes.BILLING.answer("POST", "/webhooks/stripe", well);
        Fakes.BILLING.answer("GET", "/api/subscription/me", well);
        breakers.of(Target.BILLING).reset();
        breakers.of(
                        app.feedtape.gateway.route.RouteTable.all().stream()
                                .filter(route -> route.path().equals("/webhooks/stripe"))
                                .findFirst()
                                .orElseThrow())
                .reset();
    }

    @Test
    void aStormIsRefusedAtOnceWhereItIsTooMuchWhileListenersAreServedAndNothingIsLost() {
        CountDownLatch held = new CountDownLatch(1);
        Fakes.BILLING.answer("POST", "/webhooks/stripe", exchange -> hold(exchange, held));
        TestToken token = listener();
        String storm = UUID.randomUUID().toString();
        List<String> events = IntStream.range(0, 200).mapToObj(n -> storm + "-" + n).toList();
        var told = events.stream().map(this::tell).toList();

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(refused(told)).hasSizeGreaterThanOrEqualTo(100));
        assertThat(refused(told))
                .allSatisfy(answer ->
                        assertThat(answer.headers().firstValue("Retry-After")).isPresent());
        assertThat(get("/api/subscription/me", token).statusCode()).isEqualTo(200);
        assertThat(breakers.of(Target.BILLING).getState()).isEqualTo(State.CLOSED);

        held.countDown();
        told.forEach(CompletableFuture::join);
        List<String> taken = new ArrayList<>();
        for (int n = 0; n < events.size(); n++) {
            if (told.get(n).join().statusCode() == 200) {
                taken.add(events.get(n));
            }
        }
        assertThat(taken).hasSizeLessThanOrEqualTo(100);
        await().atMost(LONG).until(() -> tellAgain(events, taken));
        assertThat(events).allSatisfy(event -> assertThat(Fakes.BILLING.seen(event)).isNotEmpty());
    }

    /** As the store does, not all at once; says whether all of them are taken. */
    private boolean tellAgain(List<String> events, List<String> taken) {
        List<String> some =
                events.stream().filter(event -> !taken.contains(event)).limit(32).toList();
        var told = some.stream().map(this::tell).toList();
        for (int n = 0; n < some.size(); n++) {
            if (told.get(n).join().statusCode() == 200) {
                taken.add(some.get(n));
            }
        }
        return taken.size() == events.size();
    }

    private static List<HttpResponse<String>> refused(
            List<CompletableFuture<HttpResponse<String>>> told) {
        return told.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .filter(answer -> answer.statusCode() == 503)
                .toList();
    }

    @Test
    void aStoreMayTellAsOftenAsItLikesAndWhoIsNoStoreMayTryAsOftenAsAStranger() {
        String store = address();
        Fakes.BILLING.json("POST", "/webhooks/stripe", 200, "{}");
        for (int told = 0; told < 150; told++) {
            assertThat(tellFrom(store)).isEqualTo(200);
        }
        String forger = address();
        Fakes.BILLING.json("POST", "/webhooks/stripe", 400, "{\"message\":\"forged\"}");
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> tellFrom(forger), status -> status == 429);
        Fakes.BILLING.json("POST", "/webhooks/stripe", 200, "{}");
        assertThat(tellFrom(store)).isEqualTo(200);
        await().atMost(LONG).until(() -> tellFrom(forger), status -> status == 200);
    }

    private int tellFrom(String address) {
        return send(HttpRequest.newBuilder(
                                URI.create("http://localhost:" + port + "/webhooks/stripe"))
                        .header("X-Forwarded-For", address)
                        .POST(BodyPublishers.ofString("{}")))
                .statusCode();
    }

    @Test
    void webhooksThatFailOpenTheirOwnBreakerAndNobodyElses() {
        Fakes.BILLING.answer("POST", "/webhooks/stripe", WebhookStormTest::failForeignly);
        await().atMost(LONG)
                .until(() -> tell("failing").join().statusCode(), status -> status == 503);
        assertThat(get("/api/subscription/me", listener()).statusCode()).isEqualTo(200);
    }

    @Test
    void readsThatFailKeepNoWebhookOut() {
        Fakes.BILLING.answer("GET", "/api/subscription/me", WebhookStormTest::failForeignly);
        TestToken token = listener();
        await().atMost(LONG)
                .until(
                        () -> get("/api/subscription/me", token).statusCode(),
                        status -> status == 503);
        assertThat(tell("needed").join().statusCode()).isEqualTo(200);
    }
}
