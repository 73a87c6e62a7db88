package app.feedtape.gateway.identity;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.Access;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Who is calling. One bearer token in one {@code Authorization} header (RFC 6750, 2.1) and nothing
 * else: no query parameter, no cookie, no second header. The token's claims hold until a fact says
 * otherwise. A token that is refused counts against the address it came from.
 */
public final class Identity {

    private static final String SCHEME = "bearer ";

    private final TokenVerifier verifier;
    private final KnownEndings endings;
    private final RateLimiting limits;
    private final Sightings sightings;

    Identity(
            TokenVerifier verifier,
            KnownEndings endings,
            RateLimiting limits,
            Sightings sightings) {
        this.verifier = verifier;
        this.endings = endings;
        this.limits = limits;
        this.sightings = sightings;
    }

    /** Puts the caller into the visit, or refuses; asks nothing where anyone may call. */
    public Mono<Void> learn(Visit visit, HttpHeaders headers) {
        if (visit.route().access() == Access.ANYONE) {
            return Mono.empty();
        }
        String bearer = bearer(headers);
        Optional<Verification> remembered = verifier.remembered(bearer);
        if (remembered.isPresent()) {
            return judge(visit, bearer, remembered.get());
        }
        // A signature costs more than all else at the door, so strangers have only so many.
        limits.requireRoom(visit);
        CompletableFuture<Verification> verification = verifier.verify(bearer);
        return verification.isDone()
                ? judge(visit, bearer, verification.join())
                : Mono.fromFuture(verification).flatMap(outcome -> judge(visit, bearer, outcome));
    }

    private Mono<Void> judge(Visit visit, String bearer, Verification outcome) {
        return switch (outcome) {
            case Verification.Accepted(AccessToken token) -> {
                endings.check(token);
                visit.identify(token, bearer);
                sightings.note(visit.context(), token);
                yield Mono.empty();
            }
            case Verification.Unknown unknown -> throw unknown.refusal();
            case Verification.Expired expired -> refuse(visit, challenge(expired.refusal()));
            case Verification.ServiceAccepted service -> refuse(visit, unauthenticated());
            case Verification.Rejected rejected -> refuse(visit, unauthenticated());
        };
    }

    private Mono<Void> refuse(Visit visit, Refusal refusal) {
        return limits.countRefused(visit).then(Mono.error(refusal));
    }

    private static String bearer(HttpHeaders headers) {
        List<String> values = headers.get(HttpHeaders.AUTHORIZATION);
        if (values == null || values.size() != 1) {
            throw unauthenticated();
        }
        String value = values.getFirst();
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw unauthenticated();
        }
        return value.substring(SCHEME.length());
    }

    private static Refusal unauthenticated() {
        return challenge(ErrorCode.UNAUTHENTICATED.because("A valid access token is needed."));
    }

    private static Refusal challenge(Refusal refusal) {
        return refusal.withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
}
