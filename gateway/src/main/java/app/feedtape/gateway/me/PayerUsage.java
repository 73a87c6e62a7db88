package app.feedtape.gateway.me;

import app.feedtape.gateway.edge.UpstreamFailure;
import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.me.UsageAnswer.Own;
import app.feedtape.gateway.quota.ApiCalls;
import app.feedtape.gateway.route.Target;
import app.feedtape.web.token.AccessToken;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple3;
import tools.jackson.databind.JsonNode;

/**
 * Every quota beside its limit, of those who count: asked at once, and told as far as they answer.
 */
@Component
public final class PayerUsage {

    private static final Logger LOG = LoggerFactory.getLogger(PayerUsage.class);

    private final ApiCalls apiCalls;

    PayerUsage(ApiCalls apiCalls) {
        this.apiCalls = apiCalls;
    }

    /** Composed of the parts; fails only when none of them is there or one refuses the caller. */
    public Mono<UsageAnswer> of(Visit visit, ServiceParts parts) {
        return Mono.zip(
                        part(
                                parts,
                                Target.BILLING,
                                "/api/subscription/usage",
                                "/limits",
                                "/period",
                                "/usage/api_calls"),
                        part(
                                parts,
                                Target.TTS,
                                "/api/tts/usage",
                                "/usage/characters",
                                "/usage/requests",
                                "/characters_held",
                                "/jobs/used",
                                "/kept_audio/used_mb"),
                        part(parts, Target.FEED, "/api/usage/feeds", "/feeds"))
                .map(answers -> compose(answers, own(visit)));
    }

    /** Empty when it does not answer, or not with all that is needed of it. */
    private static Mono<Optional<JsonNode>> part(
            ServiceParts parts, Target target, String path, String... needed) {
        return parts.read(target, path)
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
