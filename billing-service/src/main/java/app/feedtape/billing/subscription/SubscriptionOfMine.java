package app.feedtape.billing.subscription;

import app.feedtape.billing.catalogue.CatalogueDescription;
import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.subscription.SubscriptionResponse.Subscription;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** What a payer has at this moment, as the payer sees it. */
@Service
public class SubscriptionOfMine {

    private final CurrentEntitlement current;
    private final Purchases purchases;
    private final Plans plans;
    private final CatalogueDescription catalogue;

    SubscriptionOfMine(
            CurrentEntitlement current,
            Purchases purchases,
            Plans plans,
            CatalogueDescription catalogue) {
        this.current = current;
        this.purchases = purchases;
        this.plans = plans;
        this.catalogue = catalogue;
    }

    /** Never a stale one. */
    public SubscriptionResponse get(UUID payerId) {
        EntitlementChanged entitlement = current.get(payerId);
        Subscription subscription =
                purchases.list(payerId).stream()
                        .filter(purchase -> purchase.id().equals(entitlement.sourcePurchaseId()))
                        .map(purchase -> Subscription.of(purchase, entitlement))
                        .findFirst()
                        .orElse(null);
        return new SubscriptionResponse(
                subscription, catalogue.describe(plans.get(entitlement.plan())));
    }
}
