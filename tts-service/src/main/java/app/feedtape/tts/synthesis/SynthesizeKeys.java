package app.feedtape.tts.synthesis;

import app.feedtape.web.idempotency.Idempotency;
import java.util.concurrent.TimeUnit;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets idempotency keys after their 24 hours. */
@Component
class SynthesizeKeys {

    private final Idempotency idempotency;

    SynthesizeKeys(Idempotency idempotency) {
        this.idempotency = idempotency;
    }

    @Scheduled(initialDelay = 15, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forgetOld() {
        idempotency.forgetOld();
    }
}
