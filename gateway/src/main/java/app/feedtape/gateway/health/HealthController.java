package app.feedtape.gateway.health;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.web.problem.ErrorBody;
import app.feedtape.web.problem.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What the app asks before it signs anybody in: {@code GET /health} says OK as long as the door
 * stands, {@code GET /health/ready} whether all rooms behind it are open, 503 with the names of
 * those that are not. Probes ask the management port instead, so that one sick service does not
 * take the gateways out.
 */
@RestController
class HealthController {

    private final HouseCheck house;

    HealthController(HouseCheck house) {
        this.house = house;
    }

    @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
    String alive() {
        return "OK";
    }

    @GetMapping("/health/ready")
    Mono<ResponseEntity<Map<String, Object>>> ready(ServerWebExchange exchange) {
        String requestId = Visit.of(exchange).context().requestId();
        return house.now().map(report -> answer(report, requestId));
    }

    private static ResponseEntity<Map<String, Object>> answer(
            HouseReport report, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", report.isReady() ? "ready" : "unavailable");
        body.putAll(report.parts());
        if (!report.isReady()) {
            ErrorBody error =
                    ErrorBody.of(
                            ErrorCode.UPSTREAM_UNAVAILABLE
                                    .because(
                                            "Not available: " + String.join(", ", report.failing()))
                                    .with("failing", report.failing()),
                            requestId);
            body.put("message", error.message());
            body.put("error", error.error());
            body.put("request_id", error.requestId());
        }
        return ResponseEntity.status(report.isReady() ? 200 : 503)
                .header("Cache-Control", "no-store")
                .body(body);
    }
}
