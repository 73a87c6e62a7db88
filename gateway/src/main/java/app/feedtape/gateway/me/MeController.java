package app.feedtape.gateway.me;

import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.proxy.RefusedByService;
import app.feedtape.gateway.proxy.ServiceReads;
import app.feedtape.gateway.route.Target;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple3;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET /api/me} (alias {@code /v1/auth/me}): who the caller is, on which plan, and what is
 * left of today. Composed from auth, billing and tts at once; a part that is down makes it 503
 * within 2 s, for a zero that nobody counted would be a lie.
 */
@RestController
class MeController {

    /** Less than the 2 s that are promised, so that the refusal arrives within them. */
    private static final Duration PATIENCE = Duration.ofMillis(1800);

    private final ServiceReads services;

    MeController(ServiceReads services) {
        this.services = services;
    }

    @GetMapping({"/api/me", "/v1/auth/me"})
    Mono<MeAnswer> me(ServerWebExchange exchange) {
        Visit visit = Visit.of(exchange);
        return Mono.zip(
                        services.read(visit, Target.AUTH, "/api/me", PATIENCE),
                        services.read(visit, Target.BILLING, "/api/subscription/me", PATIENCE),
                        services.read(visit, Target.TTS, "/api/tts/usage", PATIENCE))
                .map(MeController::compose)
                .onErrorMap(RefusedByService.class, RefusedByService::refusal);
    }

    private static MeAnswer compose(Tuple3<JsonNode, JsonNode, JsonNode> parts) {
        try {
            return MeAnswer.compose(parts.getT1(), parts.getT2(), parts.getT3());
        } catch (MissingPart missing) {
            throw UpstreamFailure.unavailable(String.valueOf(missing.getMessage()), missing);
        }
    }
}
