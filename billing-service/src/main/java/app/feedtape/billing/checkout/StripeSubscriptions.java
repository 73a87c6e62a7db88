package app.feedtape.billing.checkout;

import app.feedtape.billing.catalogue.Price;
import app.feedtape.billing.catalogue.Prices;
import app.feedtape.billing.entitlement.TrialClaims;
import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.EndingStore;
import app.feedtape.billing.store.ListingStore;
import app.feedtape.billing.store.StoreAnswer;
import app.feedtape.billing.store.StoreSubscription;
import app.feedtape.billing.stripe.StripeListing;
import app.feedtape.billing.stripe.StripePayments;
import app.feedtape.billing.stripe.StripeReturns;
import app.feedtape.billing.stripe.StripeStore;
import app.feedtape.billing.stripe.StripeSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Stripe as a store: its customers are our payers, its prices our plans. */
@Component
class StripeSubscriptions implements EndingStore, ListingStore {

    /** How long access is kept while a payment is overdue (decision 0085). */
    private static final Duration GRACE = Duration.ofDays(14);

    private static final String TRIAL_USED = "the card was used for a trial before";
    private static final String NO_CARD = "a trial needs a card";

    private final StripeStore stripe;
    private final StripeListing listing;
    private final StripeCustomers customers;
    private final Prices prices;
    private final StripePayments payments;
    private final ReturnedPayments returned;
    private final TrialClaims trials;
    private final Purchases purchases;

    StripeSubscriptions(
            StripeStore stripe,
            StripeListing listing,
            StripeCustomers customers,
            Prices prices,
            StripePayments payments,
            ReturnedPayments returned,
            TrialClaims trials,
            Purchases purchases) {
        this.stripe = stripe;
        this.listing = listing;
        this.customers = customers;
        this.prices = prices;
        this.payments = payments;
        this.returned = returned;
        this.trials = trials;
        this.purchases = purchases;
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

    /** A payment that is named is one of which something was given back or is disputed. */
    @Override
    public Optional<String> findSubscription(String named) {
        if (!named.startsWith("pi_") && !named.startsWith("ch_")) {
            return Optional.of(named);
        }
        Optional<String> subscription = payments.findSubscription(named);
        subscription.ifPresent(id -> returned.notice(named, id));
        return subscription;
    }

    @Override
    public void end(String subscriptionId) {
        stripe.cancelNow(subscriptionId);
    }

    @Override
    public Page list(@Nullable String after) {
        StripeListing.Page page = listing.liveSubscriptions(after);
        return new Page(page.ids(), page.hasMore());
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
        Owner owner = new Owner(payer.get(), account(subscription, payer.get()));
        return new StoreAnswer.Found(inOurWords(subscription, item.get(), owner));
    }

    private StoreSubscription inOurWords(
            StripeSubscription subscription, StripeSubscription.Item item, Owner owner) {
        StripeReturns returns =
                returned.has(subscription.id())
                        ? payments.readReturns(subscription.id(), item.periodEnd())
                        : StripeReturns.NONE;
        String refusal = returns.endAccess() ? returns.remark() : refusal(subscription, owner);
        boolean isRefused = returns.endAccess() || refusal != null;
        PurchaseStatus status = isRefused ? PurchaseStatus.EXPIRED : status(subscription);
        return new StoreSubscription(
                owner,
                price(item).orElseThrow().plan(),
                status,
                subscription.startedAt(),
                item.periodStart(),
                item.periodEnd(),
                subscription.cancelAt(),
                subscription.trialEndsAt(),
                status == PurchaseStatus.PAST_DUE ? graceEnd(subscription, item) : null,
                isRefused ? refusal : returns.remark(),
                isRefused && !subscription.hasEnded(),
                null,
                false);
    }

    /**
     * Why it gives nothing, null when it may be tried: one trial per card, whoever shows it; asked
     * while nothing was ever paid.
     */
    private @Nullable String refusal(StripeSubscription subscription, Owner owner) {
        String card = subscription.cardFingerprint();
        boolean tries = subscription.status().equals("trialing") || subscription.hasEnded();
        if (subscription.trialEndsAt() == null || !tries) {
            return null;
        }
        if (card != null) {
            return trials.tryClaim(owner.payerId(), "card", card) ? null : TRIAL_USED;
        }
        return mayTryWithoutCard(subscription.id()) ? null : NO_CARD;
    }

    /** A trial that has begun with a card goes on when the card is taken away. */
    private boolean mayTryWithoutCard(String subscription) {
        return purchases.isKnown(Source.STRIPE, subscription)
                && purchases
                        .findReason(Source.STRIPE, subscription)
                        .filter(NO_CARD::equals)
                        .isEmpty();
    }

    /** Counted from the invoice that was not paid; never past the end that was asked for. */
    private static Instant graceEnd(StripeSubscription subscription, StripeSubscription.Item item) {
        Instant unpaidSince = subscription.unpaidSince();
        Instant end = (unpaidSince == null ? item.periodStart() : unpaidSince).plus(GRACE);
        Instant cancelAt = subscription.cancelAt();
        return cancelAt != null && cancelAt.isBefore(end) ? cancelAt : end;
    }

    private Optional<Price> price(StripeSubscription.Item item) {
        return prices.findByStoreId(Source.STRIPE.word(), item.priceId());
    }

    /**
     * Stripe's words in ours; a first payment that is not through yet gives nothing. What is
     * overdue is overdue, also when it is to end: cancelling must not buy more time than grace.
     */
    private static PurchaseStatus status(StripeSubscription subscription) {
        PurchaseStatus status =
                switch (subscription.status()) {
                    case "trialing" -> PurchaseStatus.TRIALING;
                    case "active" -> PurchaseStatus.ACTIVE;
                    case "past_due" -> PurchaseStatus.PAST_DUE;
                    default -> PurchaseStatus.EXPIRED;
                };
        boolean ends =
                subscription.cancelAt() != null
                        && (status == PurchaseStatus.ACTIVE || status == PurchaseStatus.TRIALING);
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
