package app.feedtape.auth.identity;

import app.feedtape.auth.identity.ProviderTrip.Departure;
import app.feedtape.auth.identity.SignInAttempt.Linker;
import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.identity.SignInController.ExchangeRequest;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.FreshProof;
import app.feedtape.web.paging.Page;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The providers a person can sign in with. */
@RestController
class IdentityController {

    private final IdentityLinking linking;
    private final ProviderTrip trip;
    private final FreshProof fresh;

    IdentityController(IdentityLinking linking, ProviderTrip trip, FreshProof fresh) {
        this.linking = linking;
        this.trip = trip;
        this.fresh = fresh;
    }

    record LinkRequest(
            @JsonProperty("mobile") @Nullable Boolean mobile,
            @JsonProperty("code_challenge") @Nullable String codeChallenge,
            @JsonProperty("code_challenge_method") @Nullable String codeChallengeMethod) {}

    record LinkResponse(@JsonProperty("authorize_url") URI authorizeUrl) {}

    /** The caller's providers, the oldest link first; there are never more than 20. */
    @GetMapping("/auth/identities")
    Page<IdentityResponse> list(Caller caller) {
        List<IdentityResponse> items =
                linking.list(caller.accountId()).stream().map(IdentityResponse::of).toList();
        return new Page<>(items, null);
    }

    /**
     * Sets out to link a provider: answers the address to send the browser to. On the web the
     * answer binds this browser by the cookie of sign-in, so the request must come from it. On
     * mobile ({@code "mobile": true}) an S256 challenge is needed: the deep link carries a code
     * that POST {@code /auth/identities} takes. 403 EMAIL_NOT_VERIFIED while the account's address
     * is unproven, 403 RECENT_SIGN_IN_REQUIRED, TWO_FACTOR_REQUIRED; 404 unknown provider.
     */
    @PostMapping("/auth/identities/{provider}")
    ResponseEntity<LinkResponse> begin(
            Caller caller,
            @PathVariable("provider") String provider,
            @RequestBody(required = false) @Nullable LinkRequest body,
            @CookieValue(name = BindingCookie.NAME, required = false) @Nullable String present) {
        fresh.requireRecent(caller);
        linking.requireLinkable(caller.accountId());
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.ok().cacheControl(CacheControl.noStore());
        if (body != null && Boolean.TRUE.equals(body.mobile())) {
            String challenge = Challenges.require(body.codeChallenge(), body.codeChallengeMethod());
            Departure departure = new Departure(Mode.MOBILE, null, challenge, linker(caller));
            return answer.body(new LinkResponse(trip.begin(provider, departure)));
        }
        OneTimeSecret binding = BindingCookie.keepOrMake(present);
        Departure departure = new Departure(Mode.WEB, binding, null, linker(caller));
        URI address = trip.begin(provider, departure);
        return answer.header(HttpHeaders.SET_COOKIE, BindingCookie.set(binding))
                .body(new LinkResponse(address));
    }

    /**
     * Ends what began on mobile: links what the deep link's {@code link_code} stands for. 400 for a
     * code that is unknown, older than a minute, spent or another account's, or a wrong verifier,
     * which spends it; 403 EMAIL_NOT_VERIFIED when the provider has not verified the person's
     * address; 409 CONFLICT when the provider's person belongs to another account.
     */
    @PostMapping("/auth/identities")
    IdentityResponse confirm(Caller caller, @RequestBody ExchangeRequest body) {
        fresh.requireRecent(caller);
        return IdentityResponse.of(
                linking.confirm(linker(caller), body.parseCode(), body.parseVerifier()));
    }

    /**
     * Takes a provider away, by the identity's id or by the provider's name when there is just one.
     * 409 CONFLICT when nothing else would open the account; 404 when there is none; 403
     * RECENT_SIGN_IN_REQUIRED, TWO_FACTOR_REQUIRED.
     */
    @DeleteMapping("/auth/identities/{which}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unlink(Caller caller, @PathVariable("which") String which) {
        fresh.requireRecent(caller);
        linking.unlink(caller.accountId(), which);
    }

    private static Linker linker(Caller caller) {
        return new Linker(caller.accountId(), caller.token().sessionId());
    }
}
