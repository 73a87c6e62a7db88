package app.feedtape.billing.subscription;

import app.feedtape.billing.catalogue.CatalogueDescription;
import app.feedtape.billing.catalogue.PlanDescription;
import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SubscriptionController {

    private final CurrentEntitlement current;
    private final Purchases purchases;
    private final Plans plans;
    private final CatalogueDescription catalogue;

    SubscriptionController(
            CurrentEntitlement current,
            Purchases purchases,
            Plans plans,
            CatalogueDescription catalogue) {
        this.current = current;
        this.purchases = purchases;
        this.plans = plans;
        this.catalogue = catalogue;
    }

    record SubscriptionResponse(
            @JsonProperty("subscription") @Nullable Subscription subscription,
            @JsonProperty("plan") PlanDescription plan) {}

    /**
     * @param status {@code trialing}, {@code active}, {@code past_due}, {@code cancelled} or {@code
     *     expired}
     * @param cancelAt when access ends, for a subscription that will not renew
     */
    record Subscription(
            @JsonProperty("status") String status,
            @JsonProperty("source") String source,
            @JsonProperty("started_at") Instant startedAt,
            @JsonProperty("current_period_start") @Nullable Instant currentPeriodStart,
            @JsonProperty("current_period_end") @Nullable Instant currentPeriodEnd,
            @JsonProperty("cancel_at") @Nullable Instant cancelAt,
            @JsonProperty("trial_ends_at") @Nullable Instant trialEndsAt) {

        static Subscription of(Purchase purchase, EntitlementChanged entitlement) {
            return new Subscription(
                    entitlement.status(),
                    entitlement.source(),
                    purchase.startedAt(),
                    purchase.currentPeriodStart(),
                    purchase.currentPeriodEnd(),
                    purchase.cancelAt(),
                    entitlement.trialEndsAt());
        }
    }

    /**
     * What the caller's payer has now, and the plan that gives (api.md, subscription and billing).
     */
    @GetMapping("/api/subscription/me")
    SubscriptionResponse mine(Caller caller) {
        EntitlementChanged entitlement = current.get(caller.payerId());
        Subscription subscription =
                purchases.list(caller.payerId()).stream()
                        .filter(purchase -> purchase.id().equals(entitlement.sourcePurchaseId()))
                        .map(purchase -> Subscription.of(purchase, entitlement))
                        .findFirst()
                        .orElse(null);
        return new SubscriptionResponse(
                subscription, catalogue.describe(plans.get(entitlement.plan())));
    }
}
