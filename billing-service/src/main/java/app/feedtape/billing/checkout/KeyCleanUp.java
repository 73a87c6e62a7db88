package app.feedtape.billing.checkout;

import app.feedtape.web.idempotency.Idempotency;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets idempotency keys whose 24 hours are over. */
@Component
class KeyCleanUp {

    private final Idempotency idempotency;

    KeyCleanUp(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 60_000)
    void forget() {
        idempotency.forgetOld();
    }
}
