package app.feedtape.auth.identity;

import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Sign-in by the phone's own sheet. */
@RestController
@PublicEndpoint
class NativeSignInController {

    private final NativeSignIn signIn;

    NativeSignInController(NativeSignIn signIn) {
        this.signIn = signIn;
    }

    record NativeRequest(
            @Needed @JsonProperty("id_token") @Nullable String idToken,
            @Needed @JsonProperty("nonce") @Nullable String nonce,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("device_name") @Nullable String deviceName) {
        @Override
        public String toString() {
            return "NativeRequest[hidden]";
        }
    }

    /**
     * Tokens for the id token of Apple's or Google's sheet, once. {@code nonce} is what the app
     * made; Apple's token carries its SHA-256 in hexadecimal, Google's the nonce itself. {@code
     * name} is what Apple's sheet tells the first time. 400 without a token; 401
     * INVALID_CREDENTIALS for one that is forged, late, of another app or nonce, or used before;
     * 403 ACCOUNT_SUSPENDED; 404 for a provider without a sheet; 409 EMAIL_TAKEN; 503 when the
     * provider's keys cannot be had.
     */
    @PostMapping("/auth/native/{provider}")
    ResponseEntity<TokenPair> signIn(
            @PathVariable("provider") String provider,
            @RequestBody NativeRequest body,
            HttpServletRequest request) {
        String idToken = body.idToken();
        if (idToken == null || idToken.isBlank()) {
            throw Refusal.invalid("id_token", "The provider's token is missing.");
        }
        Device device = Device.of(request).named(body.deviceName());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(signIn.tokens(provider, idToken, body.nonce(), body.name(), device));
    }
}
