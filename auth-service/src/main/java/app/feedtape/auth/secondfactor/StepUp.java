package app.feedtape.auth.secondfactor;

import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.session.Sessions;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.Caller;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** A session that is already there is proven more strongly. */
@Service
class StepUp {

    private final SecondFactorProof proof;
    private final Accounts accounts;
    private final Sessions sessions;
    private final TransactionTemplate transaction;

    StepUp(
            SecondFactorProof proof,
            Accounts accounts,
            Sessions sessions,
            TransactionTemplate transaction) {
        this.proof = proof;
        this.accounts = accounts;
        this.sessions = sessions;
        this.transaction = transaction;
    }

    void strengthen(Caller caller, ShownFactor shown) {
        UUID accountId = caller.accountId();
        proof.countTry(accountId);
        transaction.executeWithoutResult(status -> {
            accounts.lock(accountId);
            proof.use(accountId, shown);
            if (!sessions.strengthen(caller.token().sessionId(), accountId)) {
                throw ErrorCode.UNAUTHENTICATED.because("This device is signed out.");
            }
        });
    }
}
