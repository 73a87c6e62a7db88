package app.feedtape.billing.change;

import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.stripe.StripeContracts;
import app.feedtape.billing.stripe.StripeInvoice;
import app.feedtape.billing.stripe.StripeInvoices;
import app.feedtape.billing.stripe.StripePriceChange;
import app.feedtape.billing.stripe.StripePriceChange.Billing;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.billing.stripe.StripeSubscription;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Moves a running subscription to another plan or period. More is paid for at once, by the day;
 * less is credited on the next invoice. Stripe does the sums.
 */
@Service
class PlanChange {

    private static final String STORE = Source.STRIPE.word();
    private static final Duration PREVIEW_HOLDS_FOR = Duration.ofHours(1);
    private static final int MOST_FAILED_KEYS = 20;

    private final OwnSubscription own;
    private final Plans plans;
    private final Prices prices;
    private final Purchases purchases;
    private final StripeStore stripe;
    private final StripeContracts contracts;
    private final StripeInvoices invoices;

    PlanChange(
            OwnSubscription own,
            Plans plans,
            Prices prices,
            Purchases purchases,
            StripeStore stripe,
            StripeContracts contracts,
            StripeInvoices invoices) {
        this.own = own;
        this.plans = plans;
        this.prices = prices;
        this.purchases = purchases;
        this.stripe = stripe;
        this.contracts = contracts;
        this.invoices = invoices;
    }

    /**
     * What somebody wants instead.
     *
     * @param period {@code month} or {@code year}, null for the present one
     * @param at the instant of a preview whose amounts are to be charged, null for now
     */
    record Wish(String plan, @Nullable String period, @Nullable Instant at) {}

    /**
     * What it costs.
     *
     * @param now what is charged at once, null for nothing
     * @param next the invoice at the next renewal; without lines where Stripe cannot say them yet
     */
    record Preview(
            Price price, Instant at, @Nullable StripeInvoice now, Next next, boolean changes) {}

    /** The next renewal. */
    record Next(long amount, Instant dueAt, @Nullable StripeInvoice invoice) {}

    private record Step(StripeSubscription subscription, Price price, StripePriceChange change) {

        String present() {
            return subscription.items().getFirst().priceId();
        }

        boolean changes() {
            return !present().equals(change.priceId());
        }
    }

    Preview preview(UUID payerId, Wish wish) {
        Instant at = wish.at() == null ? thisSecond() : wish.at();
        Step step = step(own.get(payerId), new Wish(wish.plan(), wish.period(), at));
        StripeInvoice now =
                step.changes() && step.change().billing() == Billing.AT_ONCE
                        ? invoices.preview(step.change())
                        : null;
        return new Preview(step.price(), at, now, next(step, now), step.changes());
    }

    private Next next(Step step, @Nullable StripeInvoice now) {
        StripeInvoice.Line anew =
                now == null
                        ? null
                        : now.lines().stream()
                                .filter(line -> !line.proration())
                                .findFirst()
                                .orElse(null);
        if (now != null && anew != null) {
            // The period begins anew: the renewal is a whole period away, less what credit is left.
            long amount = Math.max(0, step.price().minorUnits() + now.creditLeft());
            return new Next(amount, anew.end(), null);
        }
        StripePriceChange change = step.change();
        StripeInvoice next =
                invoices.preview(
                        now == null
                                ? change
                                : new StripePriceChange(
                                        change.subscriptionId(),
                                        change.itemId(),
                                        change.priceId(),
                                        Billing.NONE,
                                        change.at()));
        Instant renewal = step.subscription().items().getFirst().periodEnd();
        return new Next(next.due(), renewal, next);
    }

    /**
     * @param key what makes a repeated request the same one for Stripe, null for none
     */
    void change(UUID payerId, Wish wish, @Nullable String key) {
        Purchase purchase = own.get(payerId);
        boolean done = tryMove(purchase, wish, key);
        own.readAgain(purchase.originalId(), "the payer changed to " + wish.plan());
        if (!done) {
            throw ErrorCode.CONFLICT.because("This subscription has ended. You can buy another.");
        }
    }

    /**
     * A key that Stripe has failed under fails for a day. Whoever comes again with it is carried
     * out under the next one, once Stripe has been read anew and says that nothing has moved.
     */
    private boolean tryMove(Purchase purchase, Wish wish, @Nullable String key) {
        for (int failed = 0; ; failed++) {
            Step step = step(purchase, wish);
            String next = key == null || failed == 0 ? key : key + "-" + failed;
            try {
                return !step.changes() || contracts.tryChangePrice(step.change(), next);
            } catch (Refusal refusal) {
                if (failed == MOST_FAILED_KEYS || !StripeContracts.isRepeated(refusal)) {
                    throw refusal;
                }
            }
        }
    }

    private Step step(Purchase purchase, Wish wish) {
        StripeSubscription subscription =
                stripe.readSubscription(purchase.originalId())
                        .filter(it -> !it.hasEnded())
                        .orElseThrow(
                                () -> ErrorCode.CONFLICT.because("This subscription has ended."));
        refuseUnsettled(subscription);
        StripeSubscription.Item item = subscription.items().getFirst();
        Price present = prices.findByStoreId(STORE, item.priceId()).orElseThrow();
        Price price =
                prices.find(
                                STORE,
                                wish.plan(),
                                wish.period() == null ? present.period() : wish.period(),
                                // A subscription stays in the currency it was bought in.
                                present.currency())
                        .orElseThrow(() ->
                                Refusal.invalid(
                                        "plan", "This plan is not for sale for this period."));
        String priceId = price.storePriceId();
        if (priceId == null) {
            throw new IllegalStateException("A price for sale without an id: " + price);
        }
        Billing billing = billing(present, price);
        return new Step(
                subscription,
                price,
                new StripePriceChange(
                        subscription.id(),
                        item.id(),
                        priceId,
                        billing,
                        begin(wish.at(), item, purchase)));
    }

    private static void refuseUnsettled(StripeSubscription subscription) {
        if (subscription.status().equals("past_due")) {
            throw ErrorCode.CONFLICT.because(
                    "A payment is open. Pay it first, on the payment page.");
        }
        if (subscription.cancelAt() != null) {
            throw ErrorCode.CONFLICT
                    .because("Your subscription is cancelled. Resume it first.")
                    .with("cancel_at", subscription.cancelAt().toString());
        }
    }

    /** Another period begins at once at Stripe, so it is also paid at once. */
    private Billing billing(Price present, Price price) {
        boolean isMore = plans.get(price.plan()).rank() >= plans.get(present.plan()).rank();
        boolean begins = !price.period().equals(present.period());
        return isMore || begins ? Billing.AT_ONCE : Billing.NEXT_INVOICE;
    }

    private Instant thisSecond() {
        return purchases.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** A preview is of the subscription as it was then: what has changed since makes it another. */
    private @Nullable Instant begin(
            @Nullable Instant at, StripeSubscription.Item item, Purchase purchase) {
        if (at == null) {
            return null;
        }
        Instant now = thisSecond();
        boolean holds =
                !at.isAfter(now)
                        && !at.isBefore(now.minus(PREVIEW_HOLDS_FOR))
                        && !at.isBefore(lastChange(purchase))
                        && at.isBefore(item.periodEnd());
        if (!holds) {
            throw Refusal.invalid(
                    "as_of", "The preview is older than an hour or a change. Ask for another.");
        }
        return at.isBefore(item.periodStart()) ? item.periodStart() : at;
    }

    private Instant lastChange(Purchase purchase) {
        return purchases
                .changedAt(purchase.source(), purchase.originalId())
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
