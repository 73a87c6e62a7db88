package app.feedtape.auth.identity;

import app.feedtape.auth.identity.SignInController.ExchangeRequest;
import app.feedtape.auth.refresh.TokenGrant;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.session.Device;
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

/**
 * The exchange of a one-time code as an OAuth 2.0 client expects it (RFC 6749, 4.1.3; RFC 7636).
 */
@RestController
@PublicEndpoint
class CodeGrantController {

    private final SignIn signIn;

    CodeGrantController(SignIn signIn) {
        this.signIn = signIn;
    }

    /**
     * Tokens for the one-time code of a deep link, by a form; 400 when code or verifier are not
     * right, and the code is spent; 400 also for a code in the address.
     */
    @PostMapping(
            path = "/auth/token",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
            params = "grant_type=authorization_code")
    ResponseEntity<TokenGrant> exchange(
            @RequestParam(name = "code", required = false) @Nullable String code,
            @RequestParam(name = "code_verifier", required = false) @Nullable String verifier,
            HttpServletRequest request) {
        if (request.getQueryString() != null) {
            throw Refusal.invalid("code", "Send the code in the body.");
        }
        ExchangeRequest asked = new ExchangeRequest(code, verifier);
        TokenPair pair =
                signIn.exchange(asked.parseCode(), asked.parseVerifier(), Device.of(request));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(TokenGrant.of(pair));
    }
}
