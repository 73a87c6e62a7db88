package app.feedtape.billing.reconciliation;

import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.checkout.Checkouts;
import app.feedtape.billing.checkout.PayPages;
import app.feedtape.billing.checkout.StripeCustomers;
import app.feedtape.billing.closing.StoreEndings;
import app.feedtape.billing.entitlement.EntitlementDecision;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.billing.stripe.StripeSubscription;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads a subscription from Stripe and makes billing say the same. Reading again changes nothing,
 * so duplicates, delays and any order of events end in the same state.
 */
@Service
public class StripeReading {

    private static final String STORE = "stripe";

    private final StripeStore stripe;
    private final StripeCustomers customers;
    private final Prices prices;
    private final Purchases purchases;
    private final Checkouts checkouts;
    private final PayPages pages;
    private final EntitlementDecision decision;
    private final TransactionTemplate transaction;
    private final TimeOrderedIds ids;
    private final StoreEndings endings;

    StripeReading(
            StripeStore stripe,
            StripeCustomers customers,
            Prices prices,
            Purchases purchases,
            Checkouts checkouts,
            PayPages pages,
            EntitlementDecision decision,
            TransactionTemplate transaction,
            TimeOrderedIds ids,
            StoreEndings endings) {
        this.stripe = stripe;
        this.customers = customers;
        this.prices = prices;
        this.purchases = purchases;
        this.checkouts = checkouts;
        this.pages = pages;
        this.decision = decision;
        this.transaction = transaction;
        this.ids = ids;
        this.endings = endings;
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Applied() implements Outcome {}

        /** It cannot be applied as things are. */
        record Impossible(String reason) implements Outcome {}
    }

    /**
     * Holds no connection while Stripe is asked; fails with {@code UPSTREAM_UNAVAILABLE} when it
     * does not answer.
     *
     * @param readAt the database's time from before the call: a later reading may already be
     *     written down
     * @param cause what made us look
     * @param alsoInside done in the transaction of the effect
     */
    public Outcome apply(String subscriptionId, Instant readAt, String cause, Runnable alsoInside) {
        Optional<StripeSubscription> found = stripe.readSubscription(subscriptionId);
        if (found.isEmpty()) {
            return new Outcome.Impossible("Stripe does not know " + subscriptionId);
        }
        StripeSubscription subscription = found.get();
        Optional<UUID> payer = customers.findPayer(subscription.customerId());
        if (payer.isEmpty()) {
            return new Outcome.Impossible("no payer is customer " + subscription.customerId());
        }
        Optional<StripeSubscription.Item> item =
                subscription.items().stream().filter(each -> price(each).isPresent()).findFirst();
        if (item.isEmpty()) {
            return new Outcome.Impossible("no price of " + subscriptionId + " is in the catalogue");
        }
        String plan = price(item.get()).orElseThrow().plan();
        Purchase purchase = purchase(payer.get(), subscription, item.get(), plan, readAt);
        if (purchase.givesAccessAt(readAt)) {
            pages.endAll(payer.get(), subscription.customerId(), readAt);
        }
        transaction.executeWithoutResult(status -> {
            write(purchase, cause);
            alsoInside.run();
        });
        return new Outcome.Applied();
    }

    private Optional<Price> price(StripeSubscription.Item item) {
        return prices.findByStoreId(STORE, item.priceId());
    }

    private void write(Purchase purchase, String cause) {
        boolean isToEnd = endings.isWanted(purchase.payerId());
        Instant now = purchases.lock(purchase.payerId());
        if (purchases.tryRecord(purchase, cause)) {
            decision.decide(purchase.payerId(), now);
        }
        if (isToEnd && purchase.givesAccessAt(now)) {
            // Paid on a page that was open while the account was deleted.
            endings.orderSubscription(purchase);
        }
        if (purchase.givesAccessAt(now)) {
            checkouts.close(purchase.payerId());
        }
    }

    private Purchase purchase(
            UUID payer,
            StripeSubscription subscription,
            StripeSubscription.Item item,
            String plan,
            Instant readAt) {
        PurchaseStatus status = status(subscription);
        return new Purchase(
                ids.next(),
                payer,
                account(subscription, payer),
                Source.STRIPE,
                subscription.id(),
                plan,
                status,
                subscription.startedAt(),
                item.periodStart(),
                item.periodEnd(),
                subscription.cancelAt(),
                subscription.trialEndsAt(),
                null,
                readAt);
    }

    /** Stripe's words in ours; a first payment that is not through yet gives nothing. */
    static PurchaseStatus status(StripeSubscription subscription) {
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
