package app.feedtape.auth.password;

import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells people what happened to their account. */
@Component
class SecurityMails {

    private final Mails mails;
    private final Clock clock;

    SecurityMails(Mails mails, Clock clock) {
        this.mails = mails;
        this.clock = clock;
    }

    void passwordChanged(UUID accountId) {
        mails.request(Letter.to(accountId, "password_changed").with("at", now()));
    }

    void emailChanged(UUID accountId, String formerEmail) {
        mails.request(
                Letter.to(accountId, "email_changed_notice").at(formerEmail).with("at", now()));
    }

    private String now() {
        return Letter.moment(clock.instant());
    }
}
