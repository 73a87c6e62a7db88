package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever reads the account's mail chooses a new password, and everybody else is out. */
@Service
class PasswordReset {

    private final AddressErrands errands;
    private final MailProofs proofs;
    private final Accounts accounts;
    private final Passwords passwords;
    private final PasswordPolicy policy;
    private final PasswordHashing hashing;
    private final Sessions sessions;
    private final Guesses guesses;
    private final AuditTrail audit;
    private final SecurityMails mails;
    private final List<FurtherProof> furtherProofs;
    private final TransactionTemplate transaction;

    PasswordReset(
            AddressErrands errands,
            MailProofs proofs,
            Accounts accounts,
            Passwords passwords,
            PasswordPolicy policy,
            PasswordHashing hashing,
            Sessions sessions,
            Guesses guesses,
            AuditTrail audit,
            SecurityMails mails,
            List<FurtherProof> furtherProofs,
            TransactionTemplate transaction) {
        this.errands = errands;
        this.proofs = proofs;
        this.accounts = accounts;
        this.passwords = passwords;
        this.policy = policy;
        this.hashing = hashing;
        this.sessions = sessions;
        this.guesses = guesses;
        this.audit = audit;
        this.mails = mails;
        this.furtherProofs = furtherProofs;
        this.transaction = transaction;
    }

    /** Does the same for every address; whose it is is looked into after the answer. */
    void request(EmailAddress email, String language, Device device) {
        errands.add(AddressErrands.Kind.FORGOT, email, language, DeviceMarker.of(device));
    }

    /** A password that is refused leaves the token usable. */
    void reset(OneTimeSecret token, Password password) {
        UUID accountId = proofs.findReset(token).orElseThrow(Registering::unusable);
        Account owner = accounts.find(accountId).orElseThrow(Registering::unusable);
        policy.require(password, address(owner));
        String hash = hashing.hash(password);
        transaction.executeWithoutResult(status -> set(accountId, token, hash));
    }

    private void set(UUID accountId, OneTimeSecret token, String hash) {
        Account account =
                accounts.lock(accountId)
                        .filter(Account::isActive)
                        .orElseThrow(Registering::unusable);
        if (!proofs.takeReset(token)) {
            throw Registering.unusable();
        }
        passwords.set(accountId, hash);
        // A change of address that somebody else began must not outlive what shut them out.
        proofs.removeAll(accountId);
        furtherProofs.forEach(proof -> proof.forget(accountId));
        sessions.endAll(accountId, EndReason.PASSWORD_CHANGED);
        EmailAddress email = address(account);
        if (email != null) {
            guesses.forgive(email);
        }
        audit.record(Actor.account(accountId), Action.PASSWORD_RESET, accountId, null);
        mails.passwordChanged(accountId);
    }

    static @Nullable EmailAddress address(Account account) {
        String email = account.email();
        return email == null ? null : EmailAddress.parse(email).orElse(null);
    }
}
