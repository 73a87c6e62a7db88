package app.feedtape.auth.key;

import app.feedtape.web.idempotency.Idempotency;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets keys that ended a month ago, and answers that nobody may ask for again. */
@Component
class KeyCleaning {

    private final ApiKeys keys;
    private final Idempotency idempotency;

    KeyCleaning(ApiKeys keys, Idempotency idempotency) {
        this.keys = keys;
        this.idempotency = idempotency;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
    void clean() {
        keys.forgetEnded();
        idempotency.forgetOld();
    }
}
