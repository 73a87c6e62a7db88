package app.feedtape.auth.secondfactor;

import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Letter;
import app.feedtape.auth.notification.Mails;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Whether what somebody shows is the account's second factor; each code once. */
@Component
class SecondFactorProof {

    /** So few recovery codes that it is time for new ones. */
    private static final int FEW = 4;

    private final SecondFactors factors;
    private final RecoveryCodes recoveryCodes;
    private final Tries tries;
    private final Mails mails;
    private final AuditTrail audit;

    SecondFactorProof(
            SecondFactors factors,
            RecoveryCodes recoveryCodes,
            Tries tries,
            Mails mails,
            AuditTrail audit) {
        this.factors = factors;
        this.recoveryCodes = recoveryCodes;
        this.tries = tries;
        this.mails = mails;
        this.audit = audit;
    }

    /**
     * Counts a try. Call it before {@link #use} and outside its transaction, or a wrong code would
     * undo the count.
     *
     * @throws Refusal 429 when no try is left
     */
    void countTry(UUID accountId) {
        tries.take(accountId);
    }

    /**
     * Uses up what was shown. The account must be locked by the transaction.
     *
     * @throws Refusal 401 when it is wrong or was used before
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void use(UUID accountId, ShownFactor shown) {
        boolean isRight =
                switch (shown) {
                    case ShownFactor.Code code -> useCode(accountId, code);
                    case ShownFactor.Recovery recovery -> useRecovery(accountId, recovery);
                };
        if (!isRight) {
            throw wrong();
        }
        tries.reset(accountId);
    }

    private boolean useCode(UUID accountId, ShownFactor.Code code) {
        return factors.find(accountId)
                .filter(SecondFactors.Known::isConfirmed)
                .map(known -> known.secret().match(code.digits(), known.step(), known.lastStep()))
                .filter(step -> step.isPresent() && factors.tryUse(accountId, step.getAsLong()))
                .isPresent();
    }

    private boolean useRecovery(UUID accountId, ShownFactor.Recovery recovery) {
        if (!recoveryCodes.tryUse(accountId, recovery.code())) {
            return false;
        }
        int left = recoveryCodes.count(accountId);
        audit.record(Actor.account(accountId), Action.RECOVERY_CODE_USED, accountId, null);
        mails.request(
                Letter.to(accountId, left < FEW ? "recovery_codes_low" : "recovery_code_used")
                        .with("left", Integer.toString(left)));
        return true;
    }

    static Refusal wrong() {
        return ErrorCode.INVALID_CREDENTIALS.because("This code is not right.");
    }
}
