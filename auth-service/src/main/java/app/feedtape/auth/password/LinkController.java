package app.feedtape.auth.password;

import app.feedtape.auth.notification.MailLanguages;
import app.feedtape.auth.password.Pages.Purpose;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.document.Answers;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.PublicEndpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where the links in our mails lead: a page with a button. Looking at it, as mail scanners do, uses
 * nothing up; the button posts.
 */
@RestController
@PublicEndpoint
class LinkController {

    private static final String FORM = MediaType.APPLICATION_FORM_URLENCODED_VALUE;

    private final Pages pages;
    private final Registering registering;
    private final EmailChange emailChange;
    private final PasswordReset passwordReset;

    LinkController(
            Pages pages,
            Registering registering,
            EmailChange emailChange,
            PasswordReset passwordReset) {
        this.pages = pages;
        this.registering = registering;
        this.emailChange = emailChange;
        this.passwordReset = passwordReset;
    }

    /** The page that confirms an address; 400 as a page for what cannot be a token. */
    @Answers(type = "text/html")
    @GetMapping("/auth/verify-email")
    ResponseEntity<String> verify(
            @RequestParam(name = "token", required = false) @Nullable String token,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages) {
        return show(Purpose.VERIFY, token, languages);
    }

    /** Its button: the page says how {@code POST /auth/verify-email} ended, with its status. */
    @Answers(type = "text/html")
    @PostMapping(path = "/auth/verify-email/page", consumes = FORM)
    ResponseEntity<String> verified(
            @RequestParam(name = "token", required = false) @Nullable String token,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages) {
        return press(Purpose.VERIFY, token, languages, registering::verify);
    }

    /** The page that confirms a new address. */
    @Answers(type = "text/html")
    @GetMapping("/auth/email/confirm")
    ResponseEntity<String> email(
            @RequestParam(name = "token", required = false) @Nullable String token,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages) {
        return show(Purpose.EMAIL, token, languages);
    }

    /** Its button: the page says how {@code POST /auth/email/confirm} ended, with its status. */
    @Answers(type = "text/html")
    @PostMapping(path = "/auth/email/confirm/page", consumes = FORM)
    ResponseEntity<String> emailConfirmed(
            @RequestParam(name = "token", required = false) @Nullable String token,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages) {
        return press(Purpose.EMAIL, token, languages, emailChange::confirm);
    }

    /** The page that takes a new password. */
    @Answers(type = "text/html")
    @GetMapping("/auth/password/reset")
    ResponseEntity<String> reset(
            @RequestParam(name = "token", required = false) @Nullable String token,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages) {
        return show(Purpose.RESET, token, languages);
    }

    /** Its button: as {@code POST /auth/password/reset}; a weak password is asked for again. */
    @Answers(type = "text/html")
    @PostMapping(path = "/auth/password/reset/page", consumes = FORM)
    ResponseEntity<String> passwordReset(
            @RequestParam(name = "token", required = false) @Nullable String token,
            @RequestParam(name = "password", required = false) @Nullable String password,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String languages) {
        return press(
                Purpose.RESET,
                token,
                languages,
                secret -> passwordReset.reset(secret, newPassword(password)));
    }

    /** On this page a password that cannot be one is a weak one. */
    private static Password newPassword(@Nullable String typed) {
        try {
            return Password.parse(typed, "password");
        } catch (Refusal unusable) {
            throw ErrorCode.WEAK_PASSWORD.because(unusable.message());
        }
    }

    private ResponseEntity<String> show(
            Purpose purpose, @Nullable String token, @Nullable String languages) {
        String language = MailLanguages.best(languages);
        return token == null || !OneTimeSecret.hasForm(token)
                ? pages.refused(purpose, language, 400, "unusable")
                : pages.ask(purpose, new OneTimeSecret(token), language);
    }

    private interface Act {
        void with(OneTimeSecret token);
    }

    private ResponseEntity<String> press(
            Purpose purpose, @Nullable String token, @Nullable String languages, Act act) {
        String language = MailLanguages.best(languages);
        try {
            OneTimeSecret secret = TokenMember.parse(token);
            return run(purpose, secret, language, act);
        } catch (Refusal refusal) {
            return pages.refused(
                    purpose, language, refusal.code().status(), problem(refusal.code()));
        }
    }

    private ResponseEntity<String> run(
            Purpose purpose, OneTimeSecret token, String language, Act act) {
        try {
            act.with(token);
            return pages.done(purpose, language);
        } catch (Refusal refusal) {
            if (refusal.code() != ErrorCode.WEAK_PASSWORD) {
                throw refusal;
            }
            return pages.askAgain(purpose, token, language, refusal.code().status(), "weak");
        }
    }

    private static String problem(ErrorCode code) {
        return switch (code) {
            case VALIDATION_FAILED -> "unusable";
            case EMAIL_TAKEN -> "taken";
            default -> "busy";
        };
    }
}
