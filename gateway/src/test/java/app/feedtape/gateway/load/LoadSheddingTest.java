package app.feedtape.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.TestToken;
import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A billing that takes its time, and who is sent away meanwhile. */
class LoadSheddingTest extends GatewayTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SERVICE = "billing-service";
    private static final String HELD = "/api/billing/held";
    private static final String AWAITED = "/api/subscription/me";
    private static final String BACKGROUND = "/api/webhooks";
    private static final String ANONYMOUS = "/api/subscription/plans";
    private static final int LEAST = 32;

    /** Far more than what is usual here. */
    private static final Duration LATE = Duration.ofMillis(1200);

    @Autowired private MeterRegistry meters;

    private final TestToken token = listener();
    private final List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    private CountDownLatch goOn = new CountDownLatch(1);

    private double gauge(String name) {
        return meters.get(name).tag("service", SERVICE).gauge().value();
    }

    private double shed(String importance) {
        return meters.get("feedtape.load.shed")
                .tags("service", SERVICE, "importance", importance)
                .counter()
                .count();
    }

    private static void hold(HttpExchange exchange, CountDownLatch until, Duration atMost)
            throws IOException {
        try {
            until.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        FakeService.json(exchange, 200, "{}");
    }

    private void ask(int calls) {
        for (int call = 0; call < calls; call++) {
            HttpRequest request = request(HELD, token).timeout(LONG).build();
            waiting.add(HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
    }

    private List<Integer> letGo() {
        goOn.countDown();
        List<Integer> statuses = waiting.stream().map(call -> call.join().statusCode()).toList();
        waiting.clear();
        goOn = new CountDownLatch(1);
        return statuses;
    }

    @AfterEach
    void healthyAgain() {
        letGo();
        Fakes.BILLING.json("GET", HELD, 200, "{}");
    }

    /** What is usual is learned first; then answers come late, again and again. */
    private void slowDown() {
        Fakes.BILLING.json("GET", HELD, 200, "{}");
        for (int call = 0; call < 20; call++) {
            get(HELD, token);
        }
        Fakes.BILLING.answer("GET", HELD, exchange -> hold(exchange, new CountDownLatch(1), LATE));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> {
                    ask(LEAST);
                    letGo();
                    return gauge("feedtape.load.places") <= LEAST + 8;
                });
        CountDownLatch until = goOn;
        Fakes.BILLING.answer("GET", HELD, exchange -> hold(exchange, until, LONG));
    }

    private int status(String path) {
        return path.equals(ANONYMOUS) ? get(path).statusCode() : get(path, token).statusCode();
    }

    /** Until there is no place for a call any more; fewer at a time than a tenth of them. */
    private HttpResponse<String> fillUntilShed(String path) {
        List<HttpResponse<String>> refused = new ArrayList<>();
        await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    HttpResponse<String> answer =
                            path.equals(ANONYMOUS) ? get(path) : get(path, token);
                    if (answer.statusCode() == 503) {
                        refused.add(answer);
                        return true;
                    }
                    ask(3);
                    return false;
                });
        return refused.getFirst();
    }

    @Test
    void strangersAreSentAwayFirstThenWhatCanWaitAndListenersLastAndThenAllComeBack() {
        slowDown();
        double shedBefore = shed("anonymous");

        assertTold(fillUntilShed(ANONYMOUS));
        assertThat(shed("anonymous")).isGreaterThan(shedBefore);
        assertThat(status(BACKGROUND)).isEqualTo(200);
        assertThat(status(AWAITED)).isEqualTo(200);
        assertThat(keyStatus()).isNotEqualTo(503);

        assertTold(fillUntilShed(BACKGROUND));
        assertThat(status(ANONYMOUS)).isEqualTo(503);
        assertThat(keyStatus()).as("a program waits as background does").isEqualTo(503);
        assertThat(status(AWAITED)).isEqualTo(200);

        assertTold(fillUntilShed(AWAITED));
        assertThat(status(BACKGROUND)).isEqualTo(503);
        assertThat(status(ANONYMOUS)).isEqualTo(503);
        assertThat(get("/api/me", token).statusCode()).isEqualTo(503);
        assertThat(get("/api/feeds", token).statusCode()).as("another service").isEqualTo(200);

        assertThat(letGo()).contains(200);
        await().atMost(LONG)
                .untilAsserted(() -> {
                    assertThat(status(ANONYMOUS)).isEqualTo(200);
                    assertThat(gauge("feedtape.load.under.way")).isZero();
                });
        double places = gauge("feedtape.load.places");
        await().atMost(LONG)
                .until(() -> {
                    status(AWAITED);
                    return gauge("feedtape.load.places") > places;
                });
    }

    private int keyStatus() {
        return send(request(AWAITED).header("X-API-Key", "ft_live_wrong")).statusCode();
    }

    private static void assertTold(HttpResponse<String> refused) {
        assertRefused(refused, 503, "UPSTREAM_UNAVAILABLE");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 16L);
    }

    @Test
    void whoIsSentAwayHasSpentNoneOfTheirCalls() {
        UUID account = UUID.randomUUID();
        TestToken free = listener(account, "free");
        String address = address();
        slowDown();
        fillUntilShed(AWAITED);
        for (int call = 0; call < 10; call++) {
            HttpResponse<String> refused = get(AWAITED, free);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("X-RateLimit-Remaining")).isEmpty();
            assertThat(from(address).statusCode()).isEqualTo(503);
        }
        letGo();
        assertThat(get(AWAITED, free).headers().firstValue("X-RateLimit-Remaining")).hasValue("59");
        assertThat(from(address).headers().firstValue("X-RateLimit-Remaining")).hasValue("59");
    }

    private HttpResponse<String> from(String address) {
        return send(request(ANONYMOUS).setHeader("X-Forwarded-For", address));
    }
}
