package app.feedtape.auth.password;

import app.feedtape.auth.notification.MailLanguages;
import app.feedtape.auth.session.Device;
import app.feedtape.web.document.Needed;
import app.feedtape.web.servlet.PublicEndpoint;
import app.feedtape.web.token.Caller;
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

/** Another address for an account. */
@RestController
class EmailController {

    private final EmailChange change;

    EmailController(EmailChange change) {
        this.change = change;
    }

    record EmailRequest(
            @Needed @JsonProperty("email") @Nullable String email,
            @JsonProperty("password") @Nullable String password) {
        @Override
        public String toString() {
            return "EmailRequest[hidden]";
        }
    }

    record ConfirmRequest(@Needed @JsonProperty("token") @Nullable String token) {
        @Override
        public String toString() {
            return "ConfirmRequest[hidden]";
        }
    }

    /**
     * Begins a change of the address. 202: a link is on its way to the new one, good for an hour;
     * nothing changes before it is confirmed, and a newer request, a reset or a change of the
     * password undoes it. 401 INVALID_CREDENTIALS when the account has a password and this is not
     * it, 403 TWO_FACTOR_REQUIRED, 429 after five tries.
     */
    @PostMapping("/auth/email")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void request(
            Caller caller,
            @RequestBody EmailRequest body,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages,
            HttpServletRequest request) {
        change.request(
                caller,
                AddressMember.parse(body.email()),
                body.password(),
                MailLanguages.best(languages),
                Device.of(request));
    }

    /**
     * Confirms a new address. 204: it is the account's, and the former one is told. 400 for a token
     * that is unknown, used, late or undone; 409 EMAIL_TAKEN when another account was faster.
     */
    @PublicEndpoint
    @PostMapping("/auth/email/confirm")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void confirm(@RequestBody ConfirmRequest body) {
        change.confirm(TokenMember.parse(body.token()));
    }
}
