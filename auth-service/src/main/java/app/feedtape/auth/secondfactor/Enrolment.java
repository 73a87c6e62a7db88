package app.feedtape.auth.secondfactor;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A person takes up a second factor, renews its recovery codes or gives it up. */
@Service
class Enrolment {

    private final SecondFactors factors;
    private final RecoveryCodes recoveryCodes;
    private final Tries tries;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Mails mails;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Enrolment(
            SecondFactors factors,
            RecoveryCodes recoveryCodes,
            Tries tries,
            Accounts accounts,
            Sessions sessions,
            Mails mails,
            AuditTrail audit,
            Clock clock,
            TransactionTemplate transaction) {
        this.factors = factors;
        this.recoveryCodes = recoveryCodes;
        this.tries = tries;
        this.accounts = accounts;
        this.sessions = sessions;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * What an authenticator app needs, seen this once.
     *
     * @param uri {@code otpauth://}
     */
    record Offer(String secret, String uri) {
        @Override
        public String toString() {
            return "Offer[hidden]";
        }
    }

    /** Offers a secret; nothing asks for it before it is confirmed. */
    Offer offer(UUID accountId) {
        TotpSecret secret = TotpSecret.make();
        if (!factors.tryOffer(accountId, secret)) {
            throw ErrorCode.CONFLICT.because("A second factor is set up already.");
        }
        Account account = accounts.find(accountId).orElseThrow();
        String person = account.email() != null ? account.email() : accountId.toString();
        return new Offer(secret.base32(), secret.uri(person));
    }

    /**
     * The offered secret becomes the second factor: every other session ends, this one has shown
     * both.
     *
     * @return the recovery codes, seen this once
     */
    List<RecoveryCode> confirm(Caller caller, ShownFactor.Code code) {
        UUID accountId = caller.accountId();
        tries.take(accountId);
        SecondFactors.Known offered =
                factors.find(accountId)
                        .orElseThrow(() ->
                                ErrorCode.CONFLICT.because(
                                        "There is nothing to confirm any more. Please begin again."));
        if (offered.isConfirmed()) {
            throw already();
        }
        OptionalLong step = offered.secret().match(code.digits(), offered.step(), 0);
        if (step.isEmpty()) {
            throw SecondFactorProof.wrong();
        }
        return transaction.execute(status -> confirm(caller, offered, step.getAsLong()));
    }

    private List<RecoveryCode> confirm(Caller caller, SecondFactors.Known offered, long step) {
        UUID accountId = caller.accountId();
        accounts.lock(accountId);
        if (!factors.tryConfirm(accountId, offered, step)) {
            throw already();
        }
        tries.reset(accountId);
        sessions.strengthen(caller.token().sessionId(), accountId);
        endOthers(caller);
        tell(accountId, Action.SECOND_FACTOR_ENABLED, "two_factor_enabled");
        return recoveryCodes.renew(accountId);
    }

    /** A new set; the old one is worth nothing any more. */
    List<RecoveryCode> renewCodes(UUID accountId) {
        return transaction.execute(status -> {
            accounts.lock(accountId);
            if (!factors.isConfirmed(accountId)) {
                throw none();
            }
            tell(accountId, Action.RECOVERY_CODES_RENEWED, "recovery_codes_renewed");
            return recoveryCodes.renew(accountId);
        });
    }

    /** Takes the second factor away and ends every other session. */
    void remove(Caller caller) {
        transaction.executeWithoutResult(status -> {
            accounts.lock(caller.accountId());
            if (!factors.tryRemove(caller.accountId())) {
                throw none();
            }
            endOthers(caller);
            tell(caller.accountId(), Action.SECOND_FACTOR_DISABLED, "two_factor_disabled");
        });
    }

    private void endOthers(Caller caller) {
        sessions.endOthers(
                caller.accountId(), caller.token().sessionId(), EndReason.SECOND_FACTOR_CHANGED);
    }

    private void tell(UUID accountId, Action action, String template) {
        audit.record(Actor.account(accountId), action, accountId, null);
        mails.request(Letter.to(accountId, template).with("at", Letter.moment(clock.instant())));
    }

    private static Refusal already() {
        return ErrorCode.CONFLICT.because("A second factor is set up already.");
    }

    private static Refusal none() {
        return ErrorCode.CONFLICT.because("There is no second factor.");
    }
}
