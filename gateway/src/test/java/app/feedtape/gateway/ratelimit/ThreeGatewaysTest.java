package app.feedtape.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.LimitFact.LimitsCleared;
import app.feedtape.gateway.AnotherGateway;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.messaging.view.TopicView;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestToken;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Three doors of one house. What is counted here is ten an hour, so that none flows back while a
 * test runs.
 */
class ThreeGatewaysTest extends GatewayTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int BURST = 60;
    private static final int ALLOWED = 10;

    @Autowired private ConfigurableEnvironment environment;

    private final List<AnotherGateway> others = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    @BeforeEach
    void open() {
        ports.add(port);
        for (int other = 0; other < 2; other++) {
            AnotherGateway gateway = AnotherGateway.start(environment, Map.of());
            others.add(gateway);
            ports.add(gateway.port());
        }
        for (AnotherGateway gateway : others) {
            ConfigurableApplicationContext context = gateway.context();
            await().atMost(LONG)
                    .until(() ->
                            context.getBean(RateLimiter.class).isShared()
                                    && context.getBeansOfType(TopicView.class).values().stream()
                                            .allMatch(TopicView::isCaughtUp));
        }
    }

    @AfterEach
    void close() {
        others.forEach(AnotherGateway::close);
    }

    /** All at once, each at the next door; how many were let in. */
    private long burst(HttpRequest.Builder request) {
        List<CompletableFuture<HttpResponse<Void>>> calls =
                IntStream.range(0, BURST)
                        .mapToObj(call -> at(request, call % ports.size()))
                        .map(call -> HTTP.sendAsync(call, HttpResponse.BodyHandlers.discarding()))
                        .toList();
        List<Integer> statuses = calls.stream().map(call -> call.join().statusCode()).toList();
        assertThat(statuses).containsOnly(200, 429);
        return statuses.stream().filter(status -> status == 200).count();
    }

    private HttpRequest at(HttpRequest.Builder request, int door) {
        String path = request.build().uri().getRawPath();
        return request.copy()
                .uri(URI.create("http://localhost:" + ports.get(door) + path))
                .timeout(LONG)
                .build();
    }

    private HttpRequest.Builder export(TestToken token) {
        return request("/api/me/export", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
    }

    @Test
    void aBurstAtAllOfThemIsLetInAsOftenAsAtOneAndClearingIsFeltAtEach() {
        HttpRequest.Builder login =
                request("/auth/login")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"));
        assertThat(burst(login)).as("one address").isEqualTo(ALLOWED);

        UUID account = UUID.randomUUID();
        HttpRequest.Builder export = export(listener(account, "free"));
        assertThat(burst(export)).as("one account").isEqualTo(ALLOWED);

        try (KafkaProbe auth = KafkaProbe.fromNow("limit")) {
            auth.publish(
                    "auth-service",
                    new LimitsCleared(account, 1, Map.of("jobs", 1L), Clock.systemUTC().instant()));
            for (int door = 0; door < ports.size(); door++) {
                HttpRequest call = at(export, door);
                await("door " + door)
                        .atMost(LONG)
                        .until(() ->
                                send(HttpRequest.newBuilder(call, (n, v) -> true)).statusCode()
                                        == 200);
            }
        }
        assertThat(burst(export)).as("after the clearing").isEqualTo(ALLOWED - ports.size());
    }
}
