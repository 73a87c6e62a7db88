package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.FreshProof;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Another address for an account, or the first proof of the one it has. The old one stays good
 * until the new one has answered, and is told.
 */
@Service
class EmailChange {

    private final Accounts accounts;
    private final PasswordCheck check;
    private final FreshProof freshProof;
    private final MailProofs proofs;
    private final AddressErrands errands;
    private final Registrations registrations;
    private final Mails mails;
    private final SecurityMails securityMails;
    private final Links links;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;

    EmailChange(
            Accounts accounts,
            PasswordCheck check,
            FreshProof freshProof,
            MailProofs proofs,
            AddressErrands errands,
            Registrations registrations,
            Mails mails,
            SecurityMails securityMails,
            Links links,
            AuditTrail audit,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.check = check;
        this.freshProof = freshProof;
        this.proofs = proofs;
        this.errands = errands;
        this.registrations = registrations;
        this.mails = mails;
        this.securityMails = securityMails;
        this.links = links;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** The same answer whether or not the address is another account's, whose owner is told. */
    void request(
            Caller caller,
            EmailAddress wanted,
            @Nullable String password,
            String language,
            Device device) {
        freshProof.require(caller);
        check.require(caller.accountId(), password);
        transaction.executeWithoutResult(status -> {
            Account account = lock(caller.accountId());
            Optional<Account> owner = accounts.findVerified(wanted);
            if (owner.isPresent() && !owner.get().id().equals(account.id())) {
                proofs.removeAll(account.id());
                errands.add(AddressErrands.Kind.TAKEN, wanted, language, DeviceMarker.of(device));
            } else {
                sendConfirmation(account.id(), wanted);
            }
        });
    }

    private void sendConfirmation(UUID accountId, EmailAddress wanted) {
        OneTimeSecret token = OneTimeSecret.make();
        proofs.putEmailChange(accountId, token, wanted);
        mails.request(
                Letter.to(accountId, "email_change_confirm")
                        .at(wanted.delivery())
                        .withSecret("link", links.confirmEmail(token), Duration.ofHours(1)));
    }

    /** Of two accounts that prove one address at once the unique index lets one have it. */
    void confirm(OneTimeSecret token) {
        try {
            transaction.executeWithoutResult(status -> take(token));
        } catch (DuplicateKeyException slower) {
            throw taken();
        }
    }

    private void take(OneTimeSecret token) {
        UUID accountId = proofs.findEmailChange(token).orElseThrow(Registering::unusable);
        Account account =
                accounts.lock(accountId)
                        .filter(Account::isActive)
                        .orElseThrow(Registering::unusable);
        EmailAddress proven =
                proofs.takeEmailChange(token)
                        .flatMap(EmailAddress::parse)
                        .orElseThrow(Registering::unusable);
        if (accounts.findVerified(proven).filter(it -> !it.id().equals(accountId)).isPresent()) {
            throw taken();
        }
        accounts.changeAddress(accountId, proven);
        registrations.removeAll(proven);
        proofs.removeAll(accountId);
        audit.record(Actor.account(accountId), Action.EMAIL_CHANGED, accountId, null);
        String former = account.email();
        if (former != null && account.emailVerified() && !former.equals(proven.delivery())) {
            securityMails.emailChanged(accountId, former);
        }
    }

    private Account lock(UUID accountId) {
        return accounts.lock(accountId)
                .filter(Account::isActive)
                .orElseThrow(() -> ErrorCode.UNAUTHENTICATED.because("Please sign in again."));
    }

    private static Refusal taken() {
        return ErrorCode.EMAIL_TAKEN.because("There is another account with this address.");
    }
}
