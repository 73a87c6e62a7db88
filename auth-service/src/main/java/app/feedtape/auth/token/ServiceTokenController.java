package app.feedtape.auth.token;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Service tokens for a service's own secret. */
@RestController
class ServiceTokenController {

    private final ServiceSecrets secrets;
    private final ServiceTokenIssue tokens;
    private final OperatorProof operators;

    ServiceTokenController(
            ServiceSecrets secrets, ServiceTokenIssue tokens, OperatorProof operators) {
        this.secrets = secrets;
        this.tokens = tokens;
        this.operators = operators;
    }

    record TokenRequest(
            @JsonProperty("audience") @Nullable String audience,
            @JsonProperty("operator_token") @Nullable String operatorToken) {

        @Override
        public String toString() {
            return "TokenRequest[" + audience + "]";
        }
    }

    record TokenResponse(
            @JsonProperty("token") String token, @JsonProperty("expires_in") long expiresIn) {}

    /**
     * A token for calling one service.
     *
     * @param authorization HTTP Basic, the caller's name and secret; 401 when wrong
     * @param request 403 when the caller has no business with that audience; with {@code
     *     operator_token} the token names that operator ({@code act}), 403 when the token is not a
     *     signed-in operator's own
     */
    @PublicEndpoint
    @PostMapping("/internal/service-tokens")
    ResponseEntity<TokenResponse> issue(
            @RequestHeader(name = "Authorization", required = false) @Nullable String authorization,
            @RequestBody TokenRequest request) {
        String caller = authenticate(authorization);
        String audience = request.audience();
        if (audience == null || audience.isBlank()) {
            throw Refusal.invalid("audience", "The audience is missing.");
        }
        if (!CallTable.allows(caller, audience)) {
            throw ErrorCode.FORBIDDEN.because("This service does not call that one.");
        }
        UUID operator =
                request.operatorToken() == null ? null : operators.check(request.operatorToken());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        new TokenResponse(
                                tokens.issue(caller, audience, operator),
                                ServiceTokenIssue.LIFE.toSeconds()));
    }

    private String authenticate(@Nullable String authorization) {
        if (authorization != null && authorization.regionMatches(true, 0, "basic ", 0, 6)) {
            String credentials = decode(authorization.substring(6).strip());
            int colon = credentials.indexOf(':');
            if (colon > 0
                    && secrets.isRight(
                            credentials.substring(0, colon), credentials.substring(colon + 1))) {
                return credentials.substring(0, colon);
            }
        }
        throw ErrorCode.UNAUTHENTICATED
                .because("Name and secret of a service are needed.")
                .withHeader("WWW-Authenticate", "Basic realm=\"feedtape\"");
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
