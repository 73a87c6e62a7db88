package app.feedtape.auth.secondfactor;

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
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The second half of a sign-in. */
@RestController
@PublicEndpoint
class TwoFactorLoginController {

    private final TwoFactorLogin login;

    TwoFactorLoginController(TwoFactorLogin login) {
        this.login = login;
    }

    record FinishRequest(
            @Needed @JsonProperty("challenge") @Nullable String challenge,
            @JsonProperty("code") @Nullable String code,
            @JsonProperty("recovery_code") @Nullable String recoveryCode) {

        OneTimeSecret parseChallenge() {
            if (challenge == null || !OneTimeSecret.hasForm(challenge)) {
                throw Refusal.invalid("challenge", "This is not a challenge.");
            }
            return new OneTimeSecret(challenge);
        }

        @Override
        public String toString() {
            return "FinishRequest[hidden]";
        }
    }

    /**
     * Tokens for the challenge that a sign-in answered with, good for five minutes and one session,
     * and a code of six digits or a recovery code. 401 INVALID_CREDENTIALS for a challenge that is
     * unknown, late or used and for a wrong code; 429 RATE_LIMITED after five tries, for 15 minutes
     * and for the person, whichever way they come; 403 ACCOUNT_SUSPENDED; 400 for what cannot be
     * either.
     */
    @PostMapping("/auth/login/two-factor")
    ResponseEntity<TokenPair> finish(@RequestBody FinishRequest body, HttpServletRequest request) {
        OneTimeSecret challenge = body.parseChallenge();
        ShownFactor shown = ShownFactor.of(body.code(), body.recoveryCode());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(login.finish(challenge, shown, Device.of(request)));
    }
}
