package app.feedtape.gateway.identity;

import app.feedtape.gateway.edge.Visit;
import app.feedtape.gateway.route.Access;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Who is calling. One bearer token in one {@code Authorization} header (RFC 6750, 2.1) and nothing
 * else: no query parameter, no cookie, no second header. The token's claims hold until a fact says
 * otherwise.
 */
public final class Identity {

    private static final String SCHEME = "bearer ";

    private final TokenVerifier verifier;
    private final KnownEndings endings;

    Identity(TokenVerifier verifier, KnownEndings endings) {
        this.verifier = verifier;
        this.endings = endings;
    }

    /** Puts the caller into the visit, or refuses; asks nothing where anyone may call. */
    public Mono<Void> learn(Visit visit, HttpHeaders headers) {
        if (visit.route().access() == Access.ANYONE) {
            return Mono.empty();
        }
        String bearer = bearer(headers);
        CompletableFuture<Verification> verification = verifier.verify(bearer);
        if (verification.isDone()) {
            accept(visit, bearer, verification.join());
            return Mono.empty();
        }
        return Mono.fromFuture(verification)
                .doOnNext(outcome -> accept(visit, bearer, outcome))
                .then();
    }

    private void accept(Visit visit, String bearer, Verification outcome) {
        switch (outcome) {
            case Verification.Accepted(AccessToken token) -> {
                endings.check(token);
                visit.identify(token, bearer);
            }
            case Verification.ServiceAccepted(String caller) -> throw unauthenticated();
            case Verification.Unknown unknown -> throw unknown.refusal();
            case Verification.Expired expired -> throw challenge(expired.refusal());
            case Verification.Rejected rejected -> throw unauthenticated();
        }
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
