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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A new password, for who forgot theirs and for who knows it. */
@RestController
class PasswordController {

    private final PasswordReset reset;
    private final PasswordChange change;

    PasswordController(PasswordReset reset, PasswordChange change) {
        this.reset = reset;
        this.change = change;
    }

    record ForgotRequest(@Needed @JsonProperty("email") @Nullable String email) {
        @Override
        public String toString() {
            return "ForgotRequest[hidden]";
        }
    }

    record ResetRequest(
            @Needed @JsonProperty("token") @Nullable String token,
            @Needed @JsonProperty("password") @Nullable String password) {
        @Override
        public String toString() {
            return "ResetRequest[hidden]";
        }
    }

    record ChangeRequest(
            @Needed @JsonProperty("current_password") @Nullable String currentPassword,
            @Needed @JsonProperty("new_password") @Nullable String newPassword) {
        @Override
        public String toString() {
            return "ChangeRequest[hidden]";
        }
    }

    /**
     * Asks for a link that sets a password. 202 always. An address of an account gets one, also
     * when the account has no password yet; at most five an hour. The link works once, for an hour;
     * a newer one replaces it.
     */
    @PublicEndpoint
    @PostMapping("/auth/password/forgot")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void forgot(
            @RequestBody ForgotRequest body,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages,
            HttpServletRequest request) {
        reset.request(
                AddressMember.parse(body.email()),
                MailLanguages.best(languages),
                Device.of(request));
    }

    /**
     * Sets a password by the link. 204: it is set, every session of the account has ended, its
     * second factor stands. 400 for a token that is unknown, used, late or replaced; 400
     * WEAK_PASSWORD, after which the token still works.
     */
    @PublicEndpoint
    @PostMapping("/auth/password/reset")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reset(@RequestBody ResetRequest body) {
        reset.reset(TokenMember.parse(body.token()), Password.parse(body.password(), "password"));
    }

    /**
     * Changes the password. 204: this session goes on, every other one has ended. 401
     * INVALID_CREDENTIALS for a wrong current password, 400 for a missing one and for the same one
     * again, 400 WEAK_PASSWORD, 409 CONFLICT when the account has none, 403 TWO_FACTOR_REQUIRED,
     * 429 after five tries.
     */
    @PutMapping("/auth/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(Caller caller, @RequestBody ChangeRequest body) {
        change.change(
                caller,
                Password.parse(body.currentPassword(), "current_password"),
                Password.parse(body.newPassword(), "new_password"));
    }
}
