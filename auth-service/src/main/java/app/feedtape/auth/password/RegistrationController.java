package app.feedtape.auth.password;

import app.feedtape.auth.notification.MailLanguages;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Registration by address and password, and the proof of the address. */
@RestController
@PublicEndpoint
class RegistrationController {

    private static final int LONGEST_NAME = 100;

    private final Registering registering;

    RegistrationController(Registering registering) {
        this.registering = registering;
    }

    record RegisterRequest(
            @Needed @JsonProperty("email") @Nullable String email,
            @Needed @JsonProperty("password") @Nullable String password,
            @JsonProperty("name") @Nullable String name) {
        @Override
        public String toString() {
            return "RegisterRequest[hidden]";
        }
    }

    record AgainRequest(@Needed @JsonProperty("email") @Nullable String email) {
        @Override
        public String toString() {
            return "AgainRequest[hidden]";
        }
    }

    record VerifyRequest(@Needed @JsonProperty("token") @Nullable String token) {
        @Override
        public String toString() {
            return "VerifyRequest[hidden]";
        }
    }

    /**
     * Registers an address. 202, the same whether or not the address is known. An unknown one gets
     * a mail with a link that makes the account, a known one's owner is told. 400 WEAK_PASSWORD
     * with {@code details.reasons}; 400 VALIDATION_FAILED for what is no address, a name over 100
     * characters, a password over 128 or with a NUL; 503 with {@code Retry-After} when the machine
     * is busy.
     */
    @PostMapping("/auth/register")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void register(
            @RequestBody RegisterRequest body,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages,
            HttpServletRequest request) {
        registering.register(
                AddressMember.parse(body.email()),
                Password.parse(body.password(), "password"),
                name(body.name()),
                MailLanguages.best(languages),
                Device.of(request));
    }

    private static @Nullable String name(@Nullable String written) {
        if (written == null || written.isBlank()) {
            return null;
        }
        String plain = written.replaceAll("\\p{Cntrl}", " ").strip();
        if (plain.codePointCount(0, plain.length()) > LONGEST_NAME) {
            throw Refusal.invalid("name", "A name has at most 100 characters.");
        }
        return plain;
    }

    /** The verification mail once more, 202 always; at most five an hour to one address. */
    @PostMapping("/auth/verify-email/resend")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void sendAgain(
            @RequestBody AgainRequest body,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages,
            HttpServletRequest request) {
        registering.sendAgain(
                AddressMember.parse(body.email()),
                MailLanguages.best(languages),
                Device.of(request));
    }

    /**
     * Proves an address. 204 and the account exists; 400 for a token that is unknown, used, late or
     * replaced.
     */
    @PostMapping("/auth/verify-email")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void verify(@RequestBody VerifyRequest body) {
        registering.verify(TokenMember.parse(body.token()));
    }
}
