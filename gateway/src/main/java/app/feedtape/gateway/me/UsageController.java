package app.feedtape.gateway.me;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.proxy.RefusedByService;
import app.feedtape.gateway.proxy.ServiceReads;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What the caller's payer has used, composed from the services that count it. */
@RestController
class UsageController {

    /** Less than the 2 s of the route, so that the parts that are there arrive within them. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final ServiceReads services;
    private final PayerUsage usage;

    UsageController(ServiceReads services, PayerUsage usage) {
        this.services = services;
        this.usage = usage;
    }

    /**
     * Every quota beside its limit: characters, requests, jobs and kept audio by tts, feeds by
     * feed, API calls, limits and period by billing, all asked at once; a person by themselves has
     * one seat. What a service that does not answer would have said is null, and the service is
     * named in {@code unavailable}; 503 UPSTREAM_UNAVAILABLE when none of them answers. A limit of
     * null is unlimited.
     */
    @GetMapping({"/api/subscription/usage", "/v1/subscription/usage"})
    Mono<UsageAnswer> usage(ServerWebExchange exchange) {
        Visit visit = Visit.of(exchange);
        return usage.of(visit, (target, path) -> services.read(visit, target, path, PATIENCE))
                .onErrorMap(RefusedByService.class, RefusedByService::refusal);
    }
}
