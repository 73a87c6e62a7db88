package app.feedtape.auth.secondfactor;

import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.auth.account.UnprovenClaims;
import app.feedtape.auth.session.SecondFactorEnrolment;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What a second factor is to the rest of the house. */
@Component
class SecondFactorClaims implements SecondFactorEnrolment, UnprovenClaims, EndsWithAccount {

    private final SecondFactors factors;
    private final Challenges challenges;
    private final Tries tries;

    SecondFactorClaims(SecondFactors factors, Challenges challenges, Tries tries) {
        this.factors = factors;
        this.challenges = challenges;
        this.tries = tries;
    }

    @Override
    public boolean isEnrolled(UUID accountId) {
        return factors.isConfirmed(accountId);
    }

    @Override
    public void drop(UUID accountId) {
        factors.removeAny(accountId);
        challenges.removeAll(accountId);
    }

    @Override
    public void end(UUID accountId) {
        drop(accountId);
        tries.remove(accountId);
    }
}
