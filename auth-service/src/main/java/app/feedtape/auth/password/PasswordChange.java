package app.feedtape.auth.password;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.FreshProof;
import app.feedtape.auth.session.Sessions;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A person who is signed in and knows their password takes another one. */
@Service
class PasswordChange {

    private final Accounts accounts;
    private final Passwords passwords;
    private final PasswordCheck check;
    private final PasswordPolicy policy;
    private final PasswordHashing hashing;
    private final MailProofs proofs;
    private final Sessions sessions;
    private final FreshProof freshProof;
    private final AuditTrail audit;
    private final SecurityMails mails;
    private final List<FurtherProof> furtherProofs;
    private final TransactionTemplate transaction;

    PasswordChange(
            Accounts accounts,
            Passwords passwords,
            PasswordCheck check,
            PasswordPolicy policy,
            PasswordHashing hashing,
            MailProofs proofs,
            Sessions sessions,
            FreshProof freshProof,
            AuditTrail audit,
            SecurityMails mails,
            List<FurtherProof> furtherProofs,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.check = check;
        this.policy = policy;
        this.hashing = hashing;
        this.proofs = proofs;
        this.sessions = sessions;
        this.freshProof = freshProof;
        this.audit = audit;
        this.mails = mails;
        this.furtherProofs = furtherProofs;
        this.transaction = transaction;
    }

    void change(Caller caller, Password current, Password wanted) {
        freshProof.require(caller);
        UUID accountId = caller.accountId();
        Account account = accounts.find(accountId).orElseThrow(PasswordCheck::wrong);
        String former = passwords.find(accountId).orElseThrow(PasswordChange::noPassword);
        check.require(accountId, former, current);
        if (current.equals(wanted)) {
            throw Refusal.invalid("new_password", "This is the password you have.");
        }
        policy.require(wanted, PasswordReset.address(account));
        String hash = hashing.hash(wanted);
        transaction.executeWithoutResult(status -> set(caller, former, hash));
    }

    /** Of two changes at once one wins, and so does a reset in the meantime. */
    private void set(Caller caller, String former, String hash) {
        UUID accountId = caller.accountId();
        accounts.lock(accountId).filter(Account::isActive).orElseThrow(PasswordCheck::wrong);
        if (passwords.find(accountId).filter(former::equals).isEmpty()) {
            throw PasswordCheck.wrong();
        }
        passwords.set(accountId, hash);
        proofs.removeAll(accountId);
        furtherProofs.forEach(proof -> proof.forget(accountId));
        sessions.endOthers(accountId, caller.token().sessionId(), EndReason.PASSWORD_CHANGED);
        audit.record(Actor.account(accountId), Action.PASSWORD_CHANGED, accountId, null);
        mails.passwordChanged(accountId);
    }

    private static Refusal noPassword() {
        return ErrorCode.CONFLICT.because(
                "This account has no password yet. \"Forgot password\" sends a link to choose one.");
    }
}
