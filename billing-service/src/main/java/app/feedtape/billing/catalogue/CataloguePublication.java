package app.feedtape.billing.catalogue;

import app.feedtape.messaging.outbox.Outbox;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells the other services of plans that changed, however they were changed. */
@Component
class CataloguePublication {

    private static final Logger LOG = LoggerFactory.getLogger(CataloguePublication.class);

    private final Plans plans;
    private final Outbox outbox;
    private final TransactionTemplate transaction;

    CataloguePublication(Plans plans, Outbox outbox, TransactionTemplate transaction) {
        this.plans = plans;
        this.outbox = outbox;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelay = 500)
    void publishChanges() {
        transaction.executeWithoutResult(status -> {
            List<Plan> changed = plans.takeUnpublished();
            changed.forEach(plan -> outbox.publish(plan.toFact()));
            changed.forEach(
                    plan -> LOG.info("Plan {} is now version {}", plan.name(), plan.version()));
        });
    }
}
