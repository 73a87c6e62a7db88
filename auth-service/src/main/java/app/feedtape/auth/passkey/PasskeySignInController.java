package app.feedtape.auth.passkey;

import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Signing in with a passkey. */
@RestController
@PublicEndpoint
class PasskeySignInController {

    private final PasskeySignIn signIn;
    private final Ceremony ceremony;

    PasskeySignInController(PasskeySignIn signIn, Ceremony ceremony) {
        this.signIn = signIn;
        this.ceremony = ceremony;
    }

    /** Named as the standard names it ({@code PublicKeyCredentialRequestOptionsJSON}). */
    record RequestOptions(
            @JsonProperty("challenge") String challenge,
            @JsonProperty("timeout") long timeout,
            @JsonProperty("rpId") String rpId,
            @JsonProperty("allowCredentials") List<Object> allowed,
            @JsonProperty("userVerification") String userVerification) {}

    record SignInRequest(
            @Needed @JsonProperty("credential") @Nullable JsonNode credential,
            @JsonProperty("device_name") @Nullable String deviceName) {
        @Override
        public String toString() {
            return "SignInRequest[hidden]";
        }
    }

    /** What the device is to sign, to be handed to it as it is: five minutes, one answer. */
    @PostMapping("/auth/login/passkey/options")
    ResponseEntity<RequestOptions> options() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        new RequestOptions(
                                signIn.begin().value(),
                                300_000,
                                ceremony.rpId(),
                                List.of(),
                                "required"));
    }

    /**
     * Tokens for the device's answer ({@code AuthenticationResponseJSON}); the session has shown
     * both factors. 401 INVALID_CREDENTIALS whatever is wrong with it; 403 ACCOUNT_SUSPENDED; 400
     * without {@code credential}.
     */
    @PostMapping("/auth/login/passkey")
    ResponseEntity<TokenPair> finish(@RequestBody SignInRequest body, HttpServletRequest request) {
        JsonNode credential = body.credential();
        if (credential == null || !credential.isObject()) {
            throw Refusal.invalid("credential", "This is not the answer of a passkey.");
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(
                        signIn.finish(
                                credential.toString(),
                                Device.of(request).named(body.deviceName())));
    }
}
