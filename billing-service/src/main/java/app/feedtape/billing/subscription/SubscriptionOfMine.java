package app.feedtape.billing.subscription;

import app.feedtape.billing.catalogue.CatalogueDescription;
import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.billing.subscription.PresentPlans.PresentPlan;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** What a payer has at this moment, as the payer sees it. */
@Service
public class SubscriptionOfMine {

    private final CurrentEntitlement current;
    private final PresentPlans presentPlans;
    private final CatalogueDescription catalogue;

    SubscriptionOfMine(
            CurrentEntitlement current, PresentPlans presentPlans, CatalogueDescription catalogue) {
        this.current = current;
        this.presentPlans = presentPlans;
        this.catalogue = catalogue;
    }

    /** Never a stale one. */
    public SubscriptionResponse get(UUID payerId) {
        PresentPlan present =
                presentPlans
                        .find(payerId)
                        .orElseGet(() -> {
                            current.decide(payerId);
                            return presentPlans.getDecided(payerId);
                        });
        return new SubscriptionResponse(
                present.subscription(), catalogue.describe(present.plan(), present.catalogue()));
    }
}
