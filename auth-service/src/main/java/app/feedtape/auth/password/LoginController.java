package app.feedtape.auth.password;

import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Answers;
import app.feedtape.web.document.Needed;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sign-in with an address and a password. */
@RestController
@PublicEndpoint
class LoginController {

    private final Login login;

    LoginController(Login login) {
        this.login = login;
    }

    record LoginRequest(
            @Needed @JsonProperty("email") @Nullable String email,
            @Needed @JsonProperty("password") @Nullable String password,
            @JsonProperty("device_name") @Nullable String deviceName) {
        @Override
        public String toString() {
            return "LoginRequest[hidden]";
        }
    }

    record ChallengeResponse(
            @JsonProperty("two_factor_required") boolean twoFactorRequired,
            @JsonProperty("challenge") String challenge) {
        @Override
        public String toString() {
            return "ChallengeResponse[hidden]";
        }
    }

    /**
     * Tokens; or {@code two_factor_required} with a challenge. 401 INVALID_CREDENTIALS, the same
     * for an unknown address, a wrong password and an account without one; 403 EMAIL_NOT_VERIFIED
     * and ACCOUNT_SUSPENDED after the right password only; 429 RATE_LIMITED with {@code
     * Retry-After} after five tries, whether the next would be right or not; 503 with {@code
     * Retry-After} when too many sign in at once; 400 for what is no address, a password over 128
     * characters or with a NUL. A device name is cut at 100 characters.
     */
    @Answers({TokenPair.class, ChallengeResponse.class})
    @PostMapping("/auth/login")
    ResponseEntity<Object> login(@RequestBody LoginRequest body, HttpServletRequest request) {
        LoginOutcome outcome =
                login.signIn(
                        AddressMember.parse(body.email()),
                        Password.parse(body.password(), "password"),
                        Device.of(request).named(body.deviceName()));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(answer(outcome));
    }

    private static Object answer(LoginOutcome outcome) {
        return switch (outcome) {
            case LoginOutcome.SignedIn(TokenPair pair) -> pair;
            case LoginOutcome.SecondFactorRequired(String challenge) ->
                    new ChallengeResponse(true, challenge);
        };
    }
}
