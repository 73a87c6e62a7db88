package app.feedtape.auth.password;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.WebSettings;
import org.springframework.stereotype.Component;

/** Addresses in mails: of the configured origin, whatever a request calls us. */
@Component
class Links {

    private final String origin;

    Links(WebSettings settings) {
        this.origin = settings.issuer();
    }

    String verifyEmail(OneTimeSecret token) {
        return link("/auth/verify-email", token);
    }

    String resetPassword(OneTimeSecret token) {
        return link("/auth/password/reset", token);
    }

    String confirmEmail(OneTimeSecret token) {
        return link("/auth/email/confirm", token);
    }

    private String link(String path, OneTimeSecret token) {
        return origin + path + "?token=" + token.value();
    }
}
