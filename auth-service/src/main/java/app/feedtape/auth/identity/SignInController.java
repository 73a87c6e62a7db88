package app.feedtape.auth.identity;

import app.feedtape.auth.identity.ProviderTrip.Departure;
import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sign-in by a provider begins here, on the web and on the phone; {@link CallbackController} goes
 * on.
 */
@RestController
@PublicEndpoint
class SignInController {

    private final ProviderTrip trip;
    private final SignIn signIn;

    SignInController(ProviderTrip trip, SignIn signIn) {
        this.trip = trip;
        this.signIn = signIn;
    }

    record ExchangeRequest(
            @Needed @JsonProperty("code") @Nullable String code,
            @Needed @JsonProperty("code_verifier") @Nullable String codeVerifier) {

        OneTimeSecret parseCode() {
            if (code == null || !OneTimeSecret.hasForm(code)) {
                throw Refusal.invalid("code", "This is not a sign-in code.");
            }
            return new OneTimeSecret(code);
        }

        OneTimeSecret parseVerifier() {
            return Challenges.verifier(codeVerifier);
        }

        @Override
        public String toString() {
            return "ExchangeRequest[hidden]";
        }
    }

    /**
     * Sends the browser to the provider, 302. Where it returns to is fixed; no parameter changes
     * it.
     *
     * @param challenge S256 challenge (RFC 7636), on mobile only: the deep link then carries a
     *     one-time code; 400 for any other method
     */
    @GetMapping("/auth/oauth/{provider}")
    ResponseEntity<Void> begin(
            @PathVariable("provider") String provider,
            @RequestParam(name = "mobile", defaultValue = "false") boolean mobile,
            @RequestParam(name = "code_challenge", required = false) @Nullable String challenge,
            @RequestParam(name = "code_challenge_method", required = false) @Nullable String method,
            @CookieValue(name = BindingCookie.NAME, required = false) @Nullable String present) {
        requireUsable(mobile, challenge, method);
        if (mobile) {
            return Redirects.to(
                            trip.begin(provider, new Departure(Mode.MOBILE, null, challenge, null)))
                    .build();
        }
        OneTimeSecret binding = BindingCookie.keepOrMake(present);
        return Redirects.to(trip.begin(provider, new Departure(Mode.WEB, binding, null, null)))
                .header(HttpHeaders.SET_COOKIE, BindingCookie.set(binding))
                .build();
    }

    private static void requireUsable(
            boolean mobile, @Nullable String challenge, @Nullable String method) {
        if (challenge == null && method == null) {
            return;
        }
        if (!mobile) {
            throw Refusal.invalid("code_challenge", "A challenge is for mobile sign-in.");
        }
        Challenges.require(challenge, method);
    }

    /**
     * Tokens for the one-time code of a deep link; 400 when code or verifier are not right, and the
     * code is spent.
     */
    @PostMapping("/auth/token")
    ResponseEntity<TokenPair> exchange(
            @RequestBody ExchangeRequest body, HttpServletRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(signIn.exchange(body.parseCode(), body.parseVerifier(), Device.of(request)));
    }
}
