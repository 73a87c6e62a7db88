package app.feedtape.auth.identity;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets sign-ins that nobody came back from. */
@Component
class SignInCleaning {

    private final SignInAttempts attempts;
    private final SignInCodes codes;

    SignInCleaning(SignInAttempts attempts, SignInCodes codes) {
        this.attempts = attempts;
        this.codes = codes;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        attempts.forgetExpired();
        codes.forgetExpired();
    }
}
