package app.feedtape.gateway.identity;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.ratelimit.RateLimiting;
import app.feedtape.gateway.route.Access;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.KeySecret;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Who is calling. One bearer token in one {@code Authorization} header (RFC 6750, 2.1) or one API
 * key, there or in {@code X-API-Key}, and nothing else: no query parameter, no cookie, no second
 * header. The token's claims hold until a fact says otherwise. What is refused counts against the
 * address it came from.
 */
public final class Identity {

    private final TokenVerifier verifier;
    private final KnownEndings endings;
    private final RateLimiting limits;
    private final Sightings sightings;
    private final KeyExchange keys;

    Identity(
            TokenVerifier verifier,
            KnownEndings endings,
            RateLimiting limits,
            Sightings sightings,
            KeyExchange keys) {
        this.verifier = verifier;
        this.endings = endings;
        this.limits = limits;
        this.sightings = sightings;
        this.keys = keys;
    }

    /** Puts the caller into the visit, or refuses; asks nothing where anyone may call. */
    public Mono<Void> learn(Visit visit, HttpHeaders headers) {
        if (visit.route().access() == Access.ANYONE) {
            return Mono.empty();
        }
        if (visit.route().access() == Access.WHOEVER && !Credential.isBrought(headers)) {
            return Mono.empty();
        }
        Credential credential = Credential.of(headers).orElseThrow(Identity::unauthenticated);
        return credential.isKey()
                ? learnKey(visit, credential.value())
                : learnToken(visit, credential.value());
    }

    private Mono<Void> learnKey(Visit visit, String value) {
        Optional<KeySecret> secret = KeySecret.parse(value);
        if (secret.isEmpty()) {
            return refuse(visit, unauthenticated());
        }
        Optional<KeyExchange.Outcome> remembered = keys.remembered(secret.get());
        if (remembered.isPresent()) {
            return settle(visit, remembered.get());
        }
        limits.requireRoom(visit);
        return Mono.fromFuture(() -> keys.ask(visit.context(), secret.get()))
                .flatMap(outcome -> settle(visit, outcome));
    }

    private Mono<Void> settle(Visit visit, KeyExchange.Outcome outcome) {
        return switch (outcome) {
            case KeyExchange.Good known -> admit(visit, known.token(), known.bearer());
            case KeyExchange.Unknown no -> refuse(visit, unauthenticated());
            case KeyExchange.Refused(Refusal refusal) -> Mono.error(refusal);
        };
    }

    private Mono<Void> learnToken(Visit visit, String bearer) {
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
            // The token of a key is of this house's making and for its inside alone.
            case Verification.Accepted(AccessToken token) when token.key() != null ->
                    refuse(visit, unauthenticated());
            case Verification.Accepted(AccessToken token) -> admit(visit, token, bearer);
            case Verification.Unknown unknown -> throw unknown.refusal();
            // Everybody's token expires; behind one address that may be many at once.
            case Verification.Expired expired -> Mono.error(challenge(expired.refusal()));
            case Verification.ServiceAccepted service -> refuse(visit, unauthenticated());
            case Verification.Rejected rejected -> refuse(visit, unauthenticated());
        };
    }

    /** By what was heard; while that cannot be relied on, by its owner's word as well. */
    private Mono<Void> admit(Visit visit, AccessToken token, String bearer) {
        boolean current = endings.areCurrent();
        endings.check(token);
        if (current) {
            identify(visit, token, bearer);
            return Mono.empty();
        }
        return endings.ask(visit.context(), token)
                .doOnNext(roles -> {
                    visit.confirm(roles);
                    identify(visit, token, bearer);
                })
                .then();
    }

    private void identify(Visit visit, AccessToken token, String bearer) {
        visit.identify(token, bearer);
        if (token.key() == null) {
            sightings.note(visit.context(), token);
        }
    }

    private Mono<Void> refuse(Visit visit, Refusal refusal) {
        return limits.countRefused(visit).then(Mono.error(refusal));
    }

    private static Refusal unauthenticated() {
        return challenge(ErrorCode.UNAUTHENTICATED.because("A valid access token is needed."));
    }

    private static Refusal challenge(Refusal refusal) {
        return refusal.withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
}
