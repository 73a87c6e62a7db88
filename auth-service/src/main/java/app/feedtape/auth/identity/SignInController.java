package app.feedtape.auth.identity;

import app.feedtape.auth.identity.SignInAttempt.Mode;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sign-in by a provider, on the web and on the phone. */
@RestController
@PublicEndpoint
class SignInController {

    private static final int LONGEST_CODE = 2048;

    private final ProviderTrip trip;
    private final SignIn signIn;

    SignInController(ProviderTrip trip, SignIn signIn) {
        this.trip = trip;
        this.signIn = signIn;
    }

    record ExchangeRequest(
            @JsonProperty("code") @Nullable String code,
            @JsonProperty("code_verifier") @Nullable String codeVerifier) {

        OneTimeSecret parseCode() {
            if (code == null || !OneTimeSecret.hasForm(code)) {
                throw Refusal.invalid("code", "This is not a sign-in code.");
            }
            return new OneTimeSecret(code);
        }

        OneTimeSecret parseVerifier() {
            if (codeVerifier == null || !codeVerifier.matches("[A-Za-z0-9._~-]{43,128}")) {
                throw Refusal.invalid("code_verifier", "This is not a verifier.");
            }
            return new OneTimeSecret(codeVerifier);
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
            return redirect(trip.begin(provider, Mode.MOBILE, null, challenge)).build();
        }
        OneTimeSecret binding = BindingCookie.keepOrMake(present);
        return redirect(trip.begin(provider, Mode.WEB, binding, null))
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
        if (challenge == null || !OneTimeSecret.hasForm(challenge)) {
            throw Refusal.invalid("code_challenge", "Must be an S256 challenge.");
        }
        if (!"S256".equals(method)) {
            throw Refusal.invalid("code_challenge_method", "Must be S256.");
        }
    }

    /**
     * Where the provider sends the browser back. Web: 200 with tokens. Mobile: 302 to the app with
     * tokens or a one-time code, or with {@code error} when the person or we declined. 400
     * OAUTH_STATE_INVALID for a state that is unknown, used, late, another provider's or another
     * browser's; 400 VALIDATION_FAILED for a code that is not this attempt's; 409 EMAIL_TAKEN; 503
     * when the provider does not answer.
     */
    @GetMapping("/auth/callback/{provider}")
    ResponseEntity<TokenPair> comeBack(
            @PathVariable("provider") String provider,
            @RequestParam(name = "code", required = false) @Nullable String code,
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "error", required = false) @Nullable String error,
            @RequestParam(name = "iss", required = false) @Nullable String issuer,
            @CookieValue(name = BindingCookie.NAME, required = false) @Nullable String binding,
            HttpServletRequest request) {
        SignInAttempt attempt = trip.comeBack(provider, state, binding, issuer);
        Device device = Device.of(request);
        if (attempt.mode() == Mode.MOBILE) {
            return redirect(mobile(provider, attempt, code, error, device)).build();
        }
        TokenPair pair = signIn.tokens(prove(provider, attempt, code, error), device);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(pair);
    }

    private URI mobile(
            String provider,
            SignInAttempt attempt,
            @Nullable String code,
            @Nullable String error,
            Device device) {
        if (error != null) {
            return ReturnAddress.withError("access_denied");
        }
        ProvenIdentity proven = prove(provider, attempt, code, null);
        try {
            String challenge = attempt.codeChallenge();
            return challenge == null
                    ? ReturnAddress.with(signIn.tokens(proven, device))
                    : ReturnAddress.with(signIn.code(proven, challenge, device));
        } catch (Refusal refusal) {
            // The person looks at a browser that only the app's own address closes.
            return ReturnAddress.withError(refusal.code().name().toLowerCase(Locale.ROOT));
        }
    }

    private ProvenIdentity prove(
            String provider, SignInAttempt attempt, @Nullable String code, @Nullable String error) {
        if (error != null) {
            throw Refusal.invalid("error", "The sign-in was declined at the provider.");
        }
        if (code == null || code.isBlank() || code.length() > LONGEST_CODE) {
            throw Refusal.invalid("code", "The provider's code is missing.");
        }
        return trip.prove(provider, attempt, code);
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

    private static ResponseEntity.BodyBuilder redirect(URI address) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(address)
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer");
    }
}
