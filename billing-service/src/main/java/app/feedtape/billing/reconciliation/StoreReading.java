package app.feedtape.billing.reconciliation;

import app.feedtape.billing.checkout.Checkouts;
import app.feedtape.billing.checkout.PayPages;
import app.feedtape.billing.checkout.StripeCustomers;
import app.feedtape.billing.closing.StoreEndings;
import app.feedtape.billing.entitlement.EntitlementDecision;
import app.feedtape.billing.entitlement.TrialClaims;
import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.store.Store;
import app.feedtape.billing.store.StoreAnswer;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.StoreSubscription;
import app.feedtape.billing.store.Stores;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads a subscription from its store and makes billing say the same. Reading again changes
 * nothing, so duplicates, delays and any order of notifications end in the same state.
 */
@Service
public class StoreReading {

    private static final Logger LOG = LoggerFactory.getLogger(StoreReading.class);

    private final Stores stores;
    private final StripeCustomers customers;
    private final Purchases purchases;
    private final Checkouts checkouts;
    private final PayPages pages;
    private final EntitlementDecision decision;
    private final TransactionTemplate transaction;
    private final TimeOrderedIds ids;
    private final StoreEndings endings;
    private final PaymentRemarks remarks;
    private final TrialClaims trials;

    StoreReading(
            Stores stores,
            StripeCustomers customers,
            Purchases purchases,
            Checkouts checkouts,
            PayPages pages,
            EntitlementDecision decision,
            TransactionTemplate transaction,
            TimeOrderedIds ids,
            StoreEndings endings,
            PaymentRemarks remarks,
            TrialClaims trials) {
        this.stores = stores;
        this.customers = customers;
        this.purchases = purchases;
        this.checkouts = checkouts;
        this.pages = pages;
        this.decision = decision;
        this.transaction = transaction;
        this.ids = ids;
        this.endings = endings;
        this.remarks = remarks;
        this.trials = trials;
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Applied() implements Outcome {}

        /** It cannot be applied as things are. */
        record Impossible(String reason) implements Outcome {}
    }

    /**
     * Holds no connection while the store is asked; fails with {@code UPSTREAM_UNAVAILABLE} when it
     * does not answer.
     *
     * @param readAt the database's time from before the call: a later reading may already be
     *     written down
     * @param cause what made us look
     * @param alsoInside done in the transaction of the effect
     */
    public Outcome apply(
            StoreReference reference, Instant readAt, String cause, Runnable alsoInside) {
        Optional<Store> store = stores.find(reference.source());
        if (store.isEmpty()) {
            return new Outcome.Impossible(reference.source().word() + " is not configured here");
        }
        Optional<String> found = store.get().findSubscription(reference.originalId());
        if (found.isEmpty()) {
            return new Outcome.Impossible("no subscription is behind " + reference);
        }
        boolean isItself = found.get().equals(reference.originalId());
        return read(
                store.get(),
                new StoreReference(reference.source(), found.get()),
                // Later than what was noticed on the way, which readings from then on know of.
                isItself ? readAt : purchases.now(),
                cause,
                alsoInside);
    }

    private Outcome read(
            Store store,
            StoreReference reference,
            Instant readAt,
            String cause,
            Runnable alsoInside) {
        return switch (store.read(reference.originalId())) {
            case StoreAnswer.Unclear(String reason) -> new Outcome.Impossible(reason);
            case StoreAnswer.Found(StoreSubscription subscription) ->
                    owner(reference, subscription)
                            .map(owner -> {
                                write(
                                        reference,
                                        new Reading(subscription, owner, readAt, cause),
                                        () -> {},
                                        alsoInside);
                                return (Outcome) new Outcome.Applied();
                            })
                            .orElseGet(() ->
                                    new Outcome.Impossible("nobody has claimed " + reference));
        };
    }

    /**
     * Whoever it was written down for keeps it, whatever the store says of its owner now; who an
     * app named when it bought must be known here.
     */
    private Optional<Owner> owner(StoreReference reference, StoreSubscription subscription) {
        return purchases
                .findOwner(reference.source(), reference.originalId())
                .or(() ->
                        Optional.ofNullable(subscription.owner())
                                .filter(owner -> purchases.isPayer(owner.payerId())));
    }

    /** What was read, for whom, when and why. */
    record Reading(StoreSubscription subscription, Owner owner, Instant readAt, String cause) {}

    /**
     * Makes billing say what was read; 409 when it has become somebody else's meanwhile.
     *
     * @param before in the same transaction, before any lock is taken
     * @param after in the same transaction, after the locks of the account and the payer: as all do
     *     who lock more
     */
    void write(StoreReference reference, Reading reading, Runnable before, Runnable after) {
        Purchase purchase =
                reading.subscription()
                        .purchase(ids.next(), reading.owner(), reference, reading.readAt());
        Set<UUID> ended =
                purchase.givesAccessAt(purchase.readAt()) ? tryEndPages(purchase) : Set.of();
        transaction.executeWithoutResult(status -> {
            before.run();
            record(purchase, reading, ended);
            after.run();
            if (reading.subscription().isToEnd()) {
                endings.orderSubscription(purchase);
            }
        });
    }

    /**
     * Before it is written down, so that nobody pays a second time. What was bought counts all the
     * same when Stripe cannot be asked for the pages; they are ended later.
     */
    private Set<UUID> tryEndPages(Purchase purchase) {
        try {
            return pages.endAll(purchase.payerId(), purchase.readAt());
        } catch (Refusal away) {
            LOG.warn("Pay pages of {} are ended later", purchase.payerId());
            return Set.of();
        }
    }

    private void record(Purchase purchase, Reading reading, Set<UUID> ended) {
        boolean isToEnd = endings.isWanted(purchase.payerId());
        Instant now = purchases.lock(purchase.payerId());
        Optional<String> before = purchases.findReason(purchase.source(), purchase.originalId());
        boolean isNew = purchases.tryRecord(purchase, reading.cause());
        requireSame(purchase);
        if (isNew && !before.equals(Optional.ofNullable(purchase.reason()))) {
            remarks.report(purchase);
        }
        if (purchases.isPseudonym(purchase.payerId())) {
            // Money taken from somebody who is erased: kept as the law wants it, and felt by
            // nobody.
            return;
        }
        claimTrial(purchase, now);
        if (reading.subscription().isUnacknowledged()) {
            endings.orderAcknowledgement(purchase);
        }
        if (endReplaced(purchase, reading.subscription().replaces(), now) || isNew) {
            decision.decide(purchase.payerId(), now);
        }
        if (isToEnd && purchase.status() != PurchaseStatus.EXPIRED) {
            // Bought, or renewed, although the account is deleted.
            endings.orderSubscription(purchase);
        }
        if (purchase.givesAccessAt(now)
                && !ended.containsAll(checkouts.close(purchase.payerId()))) {
            // Stripe has made a page since it was asked for them, or could not be asked.
            customers
                    .find(purchase.payerId())
                    .ifPresent(customer -> endings.orderPages(customer, purchase.payerId()));
        }
    }

    /** A trial in a store is a trial, also when the account is long gone. */
    private void claimTrial(Purchase purchase, Instant now) {
        if (purchase.trialEndsAt() != null) {
            trials.claim(
                    purchase.payerId(),
                    "transaction",
                    purchase.source().word() + " " + purchase.originalId(),
                    now);
        }
    }

    /** Of two accounts that claim it at once the first has it. */
    private void requireSame(Purchase purchase) {
        boolean same =
                purchases
                        .findOwner(purchase.source(), purchase.originalId())
                        .filter(owner -> owner.payerId().equals(purchase.payerId()))
                        .isPresent();
        if (!same) {
            throw ErrorCode.CONFLICT.because("This purchase belongs to another account.");
        }
    }

    private boolean endReplaced(Purchase by, @Nullable String replaced, Instant now) {
        if (replaced == null) {
            return false;
        }
        return purchases.list(by.payerId()).stream()
                .filter(purchase -> purchase.source() == by.source())
                .filter(purchase -> purchase.originalId().equals(replaced))
                .map(purchase -> purchases.tryReplace(purchase.ended(now), by.originalId()))
                .reduce(false, Boolean::logicalOr);
    }
}
