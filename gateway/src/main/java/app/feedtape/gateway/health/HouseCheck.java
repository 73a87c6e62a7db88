package app.feedtape.gateway.health;

import app.feedtape.gateway.health.HouseReport.ServiceState;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks every service's management port at once and keeps the answer for a second, so that a crowd
 * asking costs no more than one.
 */
final class HouseCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofSeconds(1);
    private static final String READINESS = "/actuator/health/readiness";

    private final HttpClient http;
    private final JsonMapper json;
    private final Mono<HouseReport> current;

    HouseCheck(HouseSettings settings, HttpClient http, JsonMapper json) {
        this.http = http;
        this.json = json;
        this.current =
                Flux.fromIterable(settings.management().entrySet())
                        .flatMap(this::ask)
                        .sort(Comparator.comparing(ServiceState::name))
                        .collectList()
                        .map(HouseReport::of)
                        .cache(KEPT);
    }

    Mono<HouseReport> now() {
        return current;
    }

    private Mono<ServiceState> ask(Map.Entry<String, URI> service) {
        String name = service.getKey();
        return http.get()
                .uri(service.getValue().resolve(READINESS).toString())
                .responseSingle((response, body) -> body.asByteArray().defaultIfEmpty(new byte[0]))
                .map(bytes -> read(name, bytes))
                .timeout(PATIENCE)
                .onErrorReturn(new ServiceState(name, false, false));
    }

    private ServiceState read(String name, byte[] answer) {
        try {
            JsonNode health = json.readTree(answer);
            String database = health.at("/components/db/status").asString("UP");
            return new ServiceState(
                    name, health.path("status").asString("").equals("UP"), !database.equals("UP"));
        } catch (JacksonException notOurs) {
            return new ServiceState(name, false, false);
        }
    }
}
