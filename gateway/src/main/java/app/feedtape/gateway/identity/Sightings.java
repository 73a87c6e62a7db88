package app.feedtape.gateway.identity;

import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.AccessToken;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Tells auth-service the first time an access token of a refresh generation is seen (decisions.md,
 * Refresh): only so is a stolen session noticed that is used for anything but auth itself. Nothing
 * waits for it. A sighting that was lost is told again with the next request of its session, so
 * losing one is harmless.
 */
final class Sightings {

    static final String LOST = "feedtape.sightings.lost";

    private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);
    private static final ServiceCall SEEN =
            new ServiceCall(
                    "auth-service", "POST", "/internal/sessions/%s/seen", Duration.ofSeconds(2));
    private static final int MAXIMUM_REMEMBERED = 100_000;
    private static final int MAXIMUM_UNDER_WAY = 256;
    private static final int RETRIES = 2;
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);
    private static final int NOT_FOUND = 404;

    private final ServiceClient services;
    private final Counter lost;
    private final Semaphore underWay = new Semaphore(MAXIMUM_UNDER_WAY);
    private final Cache<Sighting, Boolean> told =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_REMEMBERED)
                    .expireAfterWrite(IdentityConfiguration.TOKEN_LIFETIME)
                    .build();

    Sightings(ServiceClient services, MeterRegistry meters) {
        this.services = services;
        this.lost =
                Counter.builder(LOST)
                        .description("First sightings of access tokens that auth was not told of")
                        .register(meters);
    }

    private record Sighting(UUID sessionId, UUID accountId, long generation) {}

    private record SightingRequest(
            @JsonProperty("generation") long generation,
            @JsonProperty("account_id") UUID accountId) {}

    /** Notes an accepted token; returns at once. */
    void note(RequestContext context, AccessToken token) {
        OptionalLong generation = generation(token.tokenId());
        if (generation.isEmpty()) {
            return;
        }
        Sighting sighting =
                new Sighting(token.sessionId(), token.accountId(), generation.getAsLong());
        if (told.asMap().putIfAbsent(sighting, true) != null) {
            return;
        }
        if (!underWay.tryAcquire()) {
            lose(sighting);
            return;
        }
        Mono.fromFuture(() -> tell(context, sighting))
                .doOnNext(Sightings::check)
                .retryWhen(Retry.backoff(RETRIES, RETRY_AFTER).jitter(0.5))
                .subscribeOn(Schedulers.parallel())
                .doFinally(end -> underWay.release())
                .subscribe(
                        answer -> {},
                        failure -> {
                            LOG.warn("auth-service was not told of a token: {}", root(failure));
                            lose(sighting);
                        });
    }

    private CompletableFuture<HttpResponse<String>> tell(
            RequestContext context, Sighting sighting) {
        try (RequestContext.Scope _ = context.open()) {
            return services.send(
                    SEEN,
                    new SightingRequest(sighting.generation(), sighting.accountId()),
                    sighting.sessionId());
        }
    }

    /** A session that is not there any more has nothing to be protected from. */
    private static void check(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != NOT_FOUND) {
            throw new IllegalStateException("answered " + answer.statusCode());
        }
    }

    private void lose(Sighting sighting) {
        lost.increment();
        told.invalidate(sighting);
    }

    private static String root(Throwable failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure : cause);
    }

    /** auth-service writes it before the first dot of {@code jti}. */
    private static OptionalLong generation(String tokenId) {
        int dot = tokenId.indexOf('.');
        try {
            return dot < 1
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(tokenId, 0, dot, 10));
        } catch (NumberFormatException foreign) {
            return OptionalLong.empty();
        }
    }
}
