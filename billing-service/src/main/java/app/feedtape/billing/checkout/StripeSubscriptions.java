package app.feedtape.billing.checkout;

import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.EndingStore;
import app.feedtape.billing.store.StoreAnswer;
import app.feedtape.billing.store.StoreSubscription;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.billing.stripe.StripeSubscription;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Stripe as a store: its customers are our payers, its prices our plans. */
@Component
class StripeSubscriptions implements EndingStore {

    private final StripeStore stripe;
    private final StripeCustomers customers;
    private final Prices prices;

    StripeSubscriptions(StripeStore stripe, StripeCustomers customers, Prices prices) {
        this.stripe = stripe;
        this.customers = customers;
        this.prices = prices;
    }

    @Override
    public Source source() {
        return Source.STRIPE;
    }

    @Override
    public StoreAnswer read(String subscriptionId) {
        return stripe.readSubscription(subscriptionId)
                .map(this::inOurWords)
                .orElseGet(() -> new StoreAnswer.Unclear("Stripe does not know " + subscriptionId));
    }

    @Override
    public void end(String subscriptionId) {
        stripe.cancelNow(subscriptionId);
    }

    private StoreAnswer inOurWords(StripeSubscription subscription) {
        Optional<UUID> payer = customers.findPayer(subscription.customerId());
        if (payer.isEmpty()) {
            return new StoreAnswer.Unclear("no payer is customer " + subscription.customerId());
        }
        Optional<StripeSubscription.Item> item =
                subscription.items().stream().filter(each -> price(each).isPresent()).findFirst();
        if (item.isEmpty()) {
            return new StoreAnswer.Unclear(
                    "no price of " + subscription.id() + " is in the catalogue");
        }
        return new StoreAnswer.Found(
                new StoreSubscription(
                        new Owner(payer.get(), account(subscription, payer.get())),
                        price(item.get()).orElseThrow().plan(),
                        status(subscription),
                        subscription.startedAt(),
                        item.get().periodStart(),
                        item.get().periodEnd(),
                        subscription.cancelAt(),
                        subscription.trialEndsAt(),
                        null));
    }

    private Optional<Price> price(StripeSubscription.Item item) {
        return prices.findByStoreId(Source.STRIPE.word(), item.priceId());
    }

    /** Stripe's words in ours; a first payment that is not through yet gives nothing. */
    private static PurchaseStatus status(StripeSubscription subscription) {
        PurchaseStatus status =
                switch (subscription.status()) {
                    case "trialing" -> PurchaseStatus.TRIALING;
                    case "active" -> PurchaseStatus.ACTIVE;
                    case "past_due" -> PurchaseStatus.PAST_DUE;
                    default -> PurchaseStatus.EXPIRED;
                };
        boolean ends = subscription.cancelAt() != null && status != PurchaseStatus.EXPIRED;
        return ends ? PurchaseStatus.CANCELLED : status;
    }

    private static UUID account(StripeSubscription subscription, UUID payer) {
        String account = subscription.metadata().get("account_id");
        try {
            return account == null ? payer : UUID.fromString(account);
        } catch (IllegalArgumentException notOurs) {
            return payer;
        }
    }
}
