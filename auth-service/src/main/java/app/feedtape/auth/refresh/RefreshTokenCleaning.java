package app.feedtape.auth.refresh;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets tokens that ran out a day ago; those of an ended session go with it. */
@Component
class RefreshTokenCleaning {

    private final RefreshTokens tokens;

    RefreshTokenCleaning(RefreshTokens tokens) {
        this.tokens = tokens;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        tokens.forgetExpired();
    }
}
