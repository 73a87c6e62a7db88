package app.feedtape.billing.webhook;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Settles what was healed otherwise, and forgets what nobody will ask for any more. */
@Component
class WebhookCleanUp {

    private final WebhookDeliveries deliveries;

    WebhookCleanUp(WebhookDeliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 90_000)
    void forget() {
        deliveries.settleHealed();
        deliveries.forgetOld();
    }
}
