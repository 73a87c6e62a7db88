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

    Addressees(Accounts accounts, MailLanguages languages) {
        this.accounts = accounts;
        this.languages = languages;
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
                .filter(account -> recipient != null || mayBeWrittenTo(account))
                .map(account ->
                        new Addressee(
                                recipient == null ? String.valueOf(account.email()) : recipient,
                                account.name(),
                                language(account)));
    }

    private static boolean mayBeWrittenTo(Account account) {
        return account.emailVerified() && account.status() != Account.Status.DELETED;
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
