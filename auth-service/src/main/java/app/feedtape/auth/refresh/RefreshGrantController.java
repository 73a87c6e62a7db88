package app.feedtape.auth.refresh;

import app.feedtape.auth.refresh.RefreshController.TokenRequest;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /auth/refresh} as an OAuth 2.0 client expects it (RFC 6749, 6). */
@RestController
@PublicEndpoint
class RefreshGrantController {

    private final RefreshTokenRotation rotation;

    RefreshGrantController(RefreshTokenRotation rotation) {
        this.rotation = rotation;
    }

    /**
     * The next pair of a session, by a form. 401 INVALID_REFRESH_TOKEN, 401 REFRESH_TOKEN_REUSED,
     * 403 ACCOUNT_SUSPENDED as {@code /auth/refresh}; 400 for what cannot be a refresh token and
     * for one in the address, which others may read.
     */
    @PostMapping(
            path = "/auth/token",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
            params = "grant_type=refresh_token")
    ResponseEntity<TokenGrant> refresh(
            @RequestParam(name = "refresh_token", required = false) @Nullable String refreshToken,
            HttpServletRequest request) {
        if (request.getQueryString() != null) {
            throw Refusal.invalid("refresh_token", "Send the token in the body.");
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(TokenGrant.of(rotation.refresh(new TokenRequest(refreshToken).parse())));
    }
}
