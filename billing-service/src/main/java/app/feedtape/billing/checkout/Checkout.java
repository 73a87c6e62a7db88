package app.feedtape.billing.checkout;

import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.checkout.Checkouts.Open;
import app.feedtape.billing.checkout.Checkouts.Wish;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.stripe.StripeCheckoutOrder;
import app.feedtape.billing.stripe.StripePage;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens a pay page: one customer per payer, one page that can be paid on per payer, none for who
 * has what is for sale.
 */
@Service
class Checkout {

    private static final String STORE = "stripe";

    /**
     * Stripe wants half an hour from when it makes the page; the rest is for the calls before that.
     */
    private static final Duration PAYABLE_FOR = Duration.ofMinutes(32);

    private final Prices prices;
    private final Purchases purchases;
    private final Checkouts checkouts;
    private final StripeCustomers customers;
    private final StripeStore stripe;
    private final PayPages pages;
    private final LiveSubscriptions live;
    private final AlreadyHad had;
    private final ReturnAddresses addresses;
    private final TransactionTemplate transaction;
    private final TimeOrderedIds ids;

    Checkout(
            Prices prices,
            Purchases purchases,
            Checkouts checkouts,
            StripeCustomers customers,
            StripeStore stripe,
            PayPages pages,
            LiveSubscriptions live,
            AlreadyHad had,
            ReturnAddresses addresses,
            TransactionTemplate transaction,
            TimeOrderedIds ids) {
        this.prices = prices;
        this.purchases = purchases;
        this.checkouts = checkouts;
        this.customers = customers;
        this.stripe = stripe;
        this.pages = pages;
        this.live = live;
        this.had = had;
        this.addresses = addresses;
        this.transaction = transaction;
        this.ids = ids;
    }

    /**
     * What somebody wants to buy.
     *
     * @param period {@code month} or {@code year}
     * @param currency of a price that the list of plans shows
     * @param trial whether what is left of the free trial is to come first
     */
    record Order(
            String plan,
            String period,
            String currency,
            boolean trial,
            @Nullable String successUrl,
            @Nullable String cancelUrl) {}

    /** The address of the page. */
    String open(Caller caller, Order order) {
        Wish wish = wish(caller, order);
        Open open = transaction.execute(status -> reserve(wish));
        if (open == null) {
            throw new IllegalStateException("No checkout for " + caller);
        }
        if (open.url() != null) {
            return open.url();
        }
        String customer = customers.getOrCreate(wish.payerId(), wish.accountId());
        if (pages.hasPaid(customer, open) || !live.tryEndAllOf(customer)) {
            throw ErrorCode.CONFLICT.because(
                    "You have just paid. Your subscription will be here in a moment.");
        }
        StripePage page = stripe.openCheckout(order(open, customer, wish));
        if (!checkouts.tryAnswer(open.id(), page)) {
            stripe.tryExpireCheckout(page.id());
            throw ErrorCode.CONFLICT.because(
                    "Meanwhile another checkout was opened, or something was bought.");
        }
        return page.url();
    }

    private Wish wish(Caller caller, Order order) {
        String plan = order.plan();
        Price price =
                prices.find(STORE, plan, order.period(), order.currency())
                        .orElseThrow(() ->
                                Refusal.invalid(
                                        "plan",
                                        "This plan is not for sale for this period and currency."));
        String priceId = price.storePriceId();
        if (priceId == null) {
            throw new IllegalStateException("A price for sale without the store's id: " + plan);
        }
        return new Wish(
                caller.payerId(),
                caller.accountId(),
                plan,
                priceId,
                addresses.choose("success_url", order.successUrl(), "/?checkout=success"),
                addresses.choose("cancel_url", order.cancelUrl(), "/?checkout=cancelled"),
                order.trial() ? trialDays(caller.payerId()) : 0);
    }

    /** Whole days, begun ones too: what is left of the one trial a person has, once. */
    private int trialDays(UUID payerId) {
        Instant now = purchases.now();
        List<Purchase> all = purchases.list(payerId);
        boolean tried = all.stream().anyMatch(it -> it.isPaid() && it.trialEndsAt() != null);
        return all.stream()
                .filter(it -> it.source() == Source.SIGNUP && it.givesAccessAt(now) && !tried)
                .findFirst()
                .map(it -> daysUntil(now, Objects.requireNonNull(it.trialEndsAt())))
                .orElseThrow(() ->
                        ErrorCode.TRIAL_USED.because(
                                "Your free trial is used. You can subscribe without it."));
    }

    private static int daysUntil(Instant now, Instant end) {
        return (int) Math.ceilDiv(Duration.between(now, end).toSeconds(), 86_400);
    }

    /** Under the payer's lock: of two who buy at once the second finds what the first has. */
    private Open reserve(Wish wish) {
        Instant now = purchases.lock(wish.payerId());
        had.refuse(purchases.list(wish.payerId()), wish.plan(), now);
        return checkouts
                .findOpen(wish)
                .orElseGet(() -> {
                    checkouts.close(wish.payerId());
                    return checkouts.add(ids.next(), wish, now);
                });
    }

    private static StripeCheckoutOrder order(Open open, String customer, Wish wish) {
        return new StripeCheckoutOrder(
                open.id(),
                customer,
                wish.payerId(),
                wish.accountId(),
                wish.plan(),
                wish.priceId(),
                wish.successUrl(),
                wish.cancelUrl(),
                open.askedAt().plus(PAYABLE_FOR),
                wish.trialDays());
    }
}
