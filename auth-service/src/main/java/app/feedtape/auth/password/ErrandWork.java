package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.password.AddressErrands.Errand;
import app.feedtape.auth.password.GuessCounts.Allowance;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks whose an address is, and writes to them: at most five mails an hour of one kind. */
@Component
class ErrandWork {

    /** Other jobs have their turn between. */
    private static final int MOST_AT_A_TIME = 50;

    private static final Allowance MAILS =
            new Allowance(5, Duration.ofHours(1), Integer.MAX_VALUE, Duration.ofHours(1));

    private final AddressErrands errands;
    private final Registrations registrations;
    private final MailProofs proofs;
    private final Accounts accounts;
    private final GuessCounts counts;
    private final Mails mails;
    private final AuditTrail audit;
    private final Links links;
    private final TransactionTemplate transaction;

    ErrandWork(
            AddressErrands errands,
            Registrations registrations,
            MailProofs proofs,
            Accounts accounts,
            GuessCounts counts,
            Mails mails,
            AuditTrail audit,
            Links links,
            TransactionTemplate transaction) {
        this.errands = errands;
        this.registrations = registrations;
        this.proofs = proofs;
        this.accounts = accounts;
        this.counts = counts;
        this.mails = mails;
        this.audit = audit;
        this.links = links;
        this.transaction = transaction;
    }

    /** What fails stays where it is and is tried again. */
    @Scheduled(fixedDelayString = "${feedtape.auth.errand-pause}")
    void runWaiting() {
        boolean hasRun = true;
        for (int run = 0; hasRun && run < MOST_AT_A_TIME; run++) {
            hasRun =
                    Boolean.TRUE.equals(
                            transaction.execute(status -> {
                                Optional<Errand> errand = errands.take();
                                errand.ifPresent(this::run);
                                return errand.isPresent();
                            }));
        }
    }

    private void run(Errand errand) {
        Optional<Account> owner = accounts.findVerified(errand.email());
        switch (errand.kind()) {
            case REGISTERED ->
                    owner.ifPresentOrElse(
                            account -> {
                                registrations.removeAll(errand.email());
                                tellOwner(account, errand);
                            },
                            () -> sendVerification(errand, true));
            case VERIFY_AGAIN -> {
                if (owner.isEmpty()) {
                    sendVerification(errand, false);
                }
            }
            case FORGOT -> owner.filter(Account::isActive).ifPresent(this::sendReset);
            case GUESSED -> owner.ifPresent(account -> noteGuessing(account, errand));
            case TAKEN -> owner.ifPresent(account -> tellOwner(account, errand));
        }
    }

    /** As often as mail is written: whoever goes on guessing does not fill the trail. */
    private void noteGuessing(Account account, Errand errand) {
        if (mayWrite("guessed", errand.email())) {
            accounts.lock(account.id());
            audit.record(Actor.SYSTEM, Action.SIGN_IN_LOCKED, account.id(), null);
        }
    }

    private void tellOwner(Account account, Errand errand) {
        if (account.isActive() && mayWrite("owner", errand.email())) {
            mails.request(
                    account.id(),
                    "already_registered",
                    Map.of(),
                    "already_registered:" + OneTimeSecret.make().value());
        }
    }

    private void sendVerification(Errand errand, boolean own) {
        if (!mayWrite("verify", errand.email())) {
            return;
        }
        OneTimeSecret token = OneTimeSecret.make();
        registrations
                .giveToken(errand.email(), errand.device(), own, token)
                .ifPresent(addressee ->
                        mails.request(
                                Letter.to(addressee.email(), addressee.language(), "verify_email")
                                        .withSecret(
                                                "link",
                                                links.verifyEmail(token),
                                                Duration.ofHours(24))));
    }

    private void sendReset(Account account) {
        EmailAddress email = EmailAddress.parse(String.valueOf(account.email())).orElseThrow();
        if (!mayWrite("reset", email)) {
            return;
        }
        OneTimeSecret token = OneTimeSecret.make();
        proofs.putReset(account.id(), token);
        mails.request(
                Letter.to(account.id(), "password_reset")
                        .withSecret("link", links.resetPassword(token), Duration.ofHours(1)));
    }

    private boolean mayWrite(String purpose, EmailAddress email) {
        return counts.tryTake("mail:" + purpose + ":" + email.canonical(), MAILS);
    }
}
