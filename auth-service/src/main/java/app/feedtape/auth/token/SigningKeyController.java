package app.feedtape.auth.token;

import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The operators' command to sign with another key, for a day when one may have leaked. */
@RestController
class SigningKeyController {

    private static final String OPERATOR = "operator";

    private final Keyring keyring;

    SigningKeyController(Keyring keyring) {
        this.keyring = keyring;
    }

    record RotationResponse(
            @JsonProperty("signs") String signs,
            @JsonProperty("published") List<String> published) {}

    /**
     * The next key signs from now on; tokens of the one before stay good until they expire. 403 for
     * every service but the operators' command line.
     */
    @PostMapping("/internal/signing-keys/rotate")
    RotationResponse rotate(ServiceCaller caller) {
        if (!caller.name().equals(OPERATOR)) {
            throw ErrorCode.FORBIDDEN.because("This is for operators.");
        }
        keyring.rotate(Actor.COMMAND_LINE);
        return new RotationResponse(keyring.signing().getKeyID(), keyring.published());
    }
}
