package app.feedtape.auth.refresh;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a device does with its refresh token, which is all the proof these calls need. */
@RestController
@PublicEndpoint
class RefreshController {

    private static final String SCHEME = "bearer ";

    private final RefreshTokenRotation rotation;
    private final Logout logout;
    private final TokenVerifier verifier;

    RefreshController(RefreshTokenRotation rotation, Logout logout, TokenVerifier verifier) {
        this.rotation = rotation;
        this.logout = logout;
        this.verifier = verifier;
    }

    record TokenRequest(@Needed @JsonProperty("refresh_token") @Nullable String refreshToken) {

        OneTimeSecret parse() {
            if (refreshToken == null || !OneTimeSecret.hasForm(refreshToken)) {
                throw Refusal.invalid("refresh_token", "This is not a refresh token.");
            }
            return new OneTimeSecret(refreshToken);
        }

        @Override
        public String toString() {
            return "TokenRequest[hidden]";
        }
    }

    /**
     * The next pair of a session. 401 INVALID_REFRESH_TOKEN when unknown, run out or ended, 401
     * REFRESH_TOKEN_REUSED when a copy was used, 403 ACCOUNT_SUSPENDED; 400 for what cannot be a
     * refresh token.
     */
    @PostMapping("/auth/refresh")
    ResponseEntity<TokenPair> refresh(@RequestBody TokenRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(rotation.refresh(request.parse()));
    }

    /**
     * Ends the session, also one that is over already. 401 for an unknown token, 400 for what
     * cannot be one. An access token that comes along and is somebody else's leaves the session
     * alone.
     */
    @PostMapping("/auth/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(
            @RequestHeader(name = "Authorization", required = false) @Nullable String authorization,
            @RequestBody TokenRequest request) {
        logout.end(request.parse(), callerOf(authorization));
    }

    private @Nullable UUID callerOf(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return verifier.verify(authorization.substring(SCHEME.length())).join()
                        instanceof Verification.Accepted(var token)
                ? token.accountId()
                : null;
    }
}
