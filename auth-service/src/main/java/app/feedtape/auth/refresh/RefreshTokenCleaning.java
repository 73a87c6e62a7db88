package app.feedtape.auth.refresh;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets tokens by the week they ran out in; those of a forgotten session go with it. */
@Component
class RefreshTokenCleaning {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshTokenCleaning.class);

    private final RefreshTokens tokens;

    RefreshTokenCleaning(RefreshTokens tokens) {
        this.tokens = tokens;
    }

    @Scheduled(fixedDelay = 60_000, initialDelay = 60_000)
    void clean() {
        if (!tokens.tryKeepWeeks()) {
            LOG.info("The weeks of refresh tokens are kept another time: the table was busy");
        }
        tokens.forgetExpired();
    }
}
