package app.feedtape.auth.key;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets keys that ended a month ago. */
@Component
class KeyCleaning {

    private final ApiKeys keys;

    KeyCleaning(ApiKeys keys) {
        this.keys = keys;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
    void clean() {
        keys.forgetEnded();
    }
}
