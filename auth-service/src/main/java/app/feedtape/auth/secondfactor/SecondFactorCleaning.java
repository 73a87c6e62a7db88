package app.feedtape.auth.secondfactor;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets offers nobody took up, challenges nobody answered and tries that count no more. */
@Component
class SecondFactorCleaning {

    private final SecondFactors factors;
    private final Challenges challenges;
    private final Tries tries;

    SecondFactorCleaning(SecondFactors factors, Challenges challenges, Tries tries) {
        this.factors = factors;
        this.challenges = challenges;
        this.tries = tries;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        factors.forgetOffers();
        challenges.forgetExpired();
        tries.forgetOld();
    }
}
