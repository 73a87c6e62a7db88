package app.feedtape.gateway.me;

import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.me.UsageAnswer.Own;
import app.feedtape.gateway.proxy.RefusedByService;
import app.feedtape.gateway.proxy.ServiceReads;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.token.AccessToken;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple3;
import tools.jackson.databind.JsonNode;

/** What the caller's payer has used, composed from the services that count it. */
@RestController
class UsageController {

    private static final Logger LOG = LoggerFactory.getLogger(UsageController.class);

    /** Less than the 2 s of the route, so that the parts that are there arrive within them. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private final ServiceReads services;
    private final ApiCalls apiCalls;

    UsageController(ServiceReads services, ApiCalls apiCalls) {
        this.services = services;
        this.apiCalls = apiCalls;
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
        return Mono.zip(
                        part(
                                visit,
                                Target.BILLING,
                                "/api/subscription/usage",
                                "/limits",
                                "/period",
                                "/usage/api_calls"),
                        part(
                                visit,
                                Target.TTS,
                                "/api/tts/usage",
                                "/usage/characters",
                                "/usage/requests",
                                "/characters_held",
                                "/jobs/used",
                                "/kept_audio/used_mb"),
                        part(visit, Target.FEED, "/api/usage/feeds", "/feeds"))
                .map(parts -> compose(parts, own(visit)))
                .onErrorMap(RefusedByService.class, RefusedByService::refusal);
    }

    /** Empty when it does not answer, or not with all that is needed of it. */
    private Mono<Optional<JsonNode>> part(
            Visit visit, Target target, String path, String... needed) {
        return services.read(visit, target, path, PATIENCE)
                .map(answer ->
                        Stream.of(needed).anyMatch(it -> answer.at(it).isMissingNode())
                                ? Optional.<JsonNode>empty()
                                : Optional.of(answer))
                .onErrorResume(
                        UpstreamFailure.class,
                        failure -> {
                            LOG.warn(
                                    "Usage without {}: {}",
                                    target.serviceName(),
                                    failure.toString());
                            return Mono.just(Optional.empty());
                        });
    }

    private Own own(Visit visit) {
        AccessToken token = Objects.requireNonNull(visit.token());
        boolean isPerson = token.payerId().equals(token.accountId());
        return new Own(apiCalls.unspent(token.payerId()), isPerson ? 1 : null);
    }

    private static UsageAnswer compose(
            Tuple3<Optional<JsonNode>, Optional<JsonNode>, Optional<JsonNode>> parts, Own own) {
        if (Stream.of(parts.getT1(), parts.getT2(), parts.getT3()).allMatch(Optional::isEmpty)) {
            throw UpstreamFailure.unavailable("nobody tells of usage", null);
        }
        return UsageAnswer.compose(parts.getT1(), parts.getT2(), parts.getT3(), own);
    }
}
