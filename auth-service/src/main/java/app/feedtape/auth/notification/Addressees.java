package app.feedtape.auth.notification;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.notification.Mails.Mail;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whom a mail goes to and in which language: the listener's own, else the one they came with. */
@Component
class Addressees {

    private final Accounts accounts;
    private final MailLanguages languages;
    private final Farewells farewells;

    Addressees(Accounts accounts, MailLanguages languages, Farewells farewells) {
        this.accounts = accounts;
        this.languages = languages;
        this.farewells = farewells;
    }

    record Addressee(String email, @Nullable String name, String language) {
        @Override
        public String toString() {
            return "Addressee[hidden]";
        }
    }

    /** Empty when there is no address that may be written to. */
    Optional<Addressee> of(Mail mail) {
        String recipient = mail.recipient();
        if (mail.accountId() == null) {
            return Optional.ofNullable(recipient)
                    .map(email -> new Addressee(email, null, known(mail.language())));
        }
        return accounts.find(mail.accountId())
                .flatMap(account ->
                        Optional.ofNullable(recipient)
                                .or(() -> addressOf(account))
                                .map(email ->
                                        new Addressee(email, account.name(), language(account))));
    }

    /** The one that is proven; of a deleted account the one it had, for a day. */
    private Optional<String> addressOf(Account account) {
        if (account.status() == Account.Status.DELETED) {
            return farewells.findAddress(account.id());
        }
        return Optional.ofNullable(account.email()).filter(email -> account.emailVerified());
    }

    private String language(Account account) {
        String own = account.settings().language();
        return MailLanguages.ALL.contains(own)
                ? own
                : languages.find(account.id()).orElse(MailLanguages.DEFAULT);
    }

    private static String known(@Nullable String language) {
        return language == null ? MailLanguages.DEFAULT : language;
    }
}
