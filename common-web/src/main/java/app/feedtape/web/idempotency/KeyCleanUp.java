package app.feedtape.web.idempotency;

import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;

/** Forgets the keys whose 24 hours are over, in every service that keeps any. */
final class KeyCleanUp {

    private final Idempotency idempotency;

    KeyCleanUp(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        idempotency.forgetOld();
    }
}
