package app.feedtape.auth.passkey;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets challenges that nobody answered. */
@Component
class PasskeyCleaning {

    private final PasskeyChallenges challenges;

    PasskeyCleaning(PasskeyChallenges challenges) {
        this.challenges = challenges;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        challenges.forgetExpired();
    }
}
