package app.feedtape.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.gateway.FakeService;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.gateway.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;
import tools.jackson.databind.JsonNode;

class HealthTest extends GatewayTest {

    private static final String READINESS = "/actuator/health/readiness";
    private static final String UP =
            "{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"UP\"}}}";

    @LocalManagementPort private int managementPort;

    @BeforeEach
    void everybodyIsWell() {
        for (FakeService service :
                List.of(Fakes.AUTH, Fakes.FEED, Fakes.TTS, Fakes.BILLING, Fakes.ADMIN)) {
            service.json("GET", READINESS, 200, UP);
        }
    }

    private void shows(int status, Map<String, String> parts) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> {
                    HttpResponse<String> response = get("/health/ready");
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
                    JsonNode body = JSON.readTree(response.body());
                    parts.forEach((part, state) ->
                            assertThat(body.path(part).asString()).as(part).isEqualTo(state));
                });
    }

    @Test
    void theDoorIsAliveAsLongAsItStands() {
        HttpResponse<String> response = get("/health");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("OK");
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
    }

    @Test
    void theHouseIsReadyWhenEveryRoomIs() {
        shows(
                200,
                Map.of(
                        "status", "ready",
                        "database", "connected",
                        "tts", "available",
                        "auth", "available",
                        "feed", "available",
                        "billing", "available",
                        "admin", "available"));
    }

    @Test
    void theRoomThatIsNotIsNamed() {
        Fakes.TTS.json("GET", READINESS, 503, "{\"status\":\"OUT_OF_SERVICE\"}");
        shows(503, Map.of("status", "unavailable", "tts", "unavailable", "auth", "available"));
        JsonNode body = assertRefused(get("/health/ready"), 503, "UPSTREAM_UNAVAILABLE");
        assertThat(body.at("/error/details/failing/0").asString()).isEqualTo("tts");
    }

    @Test
    void aLostDatabaseIsNamed() {
        Fakes.FEED.json(
                "GET",
                READINESS,
                503,
                "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"DOWN\"}}}");
        shows(503, Map.of("database", "disconnected", "feed", "unavailable"));
    }

    @Test
    void aCrowdThatAsksCostsAServiceOneQuestionASecond() {
        int before = Fakes.ADMIN.seen(READINESS).size();
        for (int call = 0; call < 50; call++) {
            get("/health/ready");
        }
        assertThat(Fakes.ADMIN.seen(READINESS).size() - before).isLessThanOrEqualTo(10);
    }

    @Test
    void probesAndMetricsAreOnTheManagementPortAlone() {
        HttpResponse<String> ready = management("/actuator/health/readiness");
        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("\"views\"");
        assertThat(management("/actuator/health/liveness").statusCode()).isEqualTo(200);
        get("/api/feeds", listener());
        assertThat(management("/actuator/prometheus").body())
                .contains("feedtape_ratelimit_shared")
                .contains("resilience4j_circuitbreaker_state")
                .contains("uri=\"/api/feeds/**\"");
        assertRefused(get("/actuator/health/readiness"), 404, "NOT_FOUND");
    }

    @Test
    void whoAsksAgainOnTheSameConnectionIsAnswered() throws IOException {
        String probe = "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String quick = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawHttp client = new RawHttp(managementPort)) {
            for (int round = 0; round < 20; round++) {
                client.send(probe + quick);
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(client.read().status()).isEqualTo(404);
                assertThat(client.send(quick).read().status()).isEqualTo(404);
            }
        }
    }

    private HttpResponse<String> management(String path) {
        return send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + path)));
    }
}
