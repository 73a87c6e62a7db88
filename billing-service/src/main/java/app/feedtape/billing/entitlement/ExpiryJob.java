package app.feedtape.billing.entitlement;

import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Publishes what time alone has changed: trials and periods that are over. */
@Component
class ExpiryJob {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryJob.class);
    private static final int BATCH = 200;

    private final Entitlements entitlements;
    private final CurrentEntitlement current;

    ExpiryJob(Entitlements entitlements, CurrentEntitlement current) {
        this.entitlements = entitlements;
        this.current = current;
    }

    @Scheduled(fixedDelay = 500)
    void decideWhatIsOver() {
        List<UUID> over = entitlements.listOver(BATCH);
        for (UUID payerId : over) {
            try {
                current.decide(payerId);
            } catch (RuntimeException failure) {
                LOG.warn(
                        "The entitlement of {} is over and could not be decided: {}",
                        payerId,
                        failure.toString());
            }
        }
    }
}
