package app.feedtape.billing.reconciliation;

import app.feedtape.billing.entitlement.EntitlementDecision;
import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.reconciliation.StoreReading.Reading;
import app.feedtape.billing.store.ReceiptStore;
import app.feedtape.billing.store.StoreAnswer;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.StoreSubscription;
import app.feedtape.billing.store.Stores;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Somebody hands in what they bought. A purchase belongs to one payer for good; only from an
 * account that is deleted it may be taken over (decision 0080).
 */
@Service
public class StoreClaim {

    private final Stores stores;
    private final StoreReading reading;
    private final Purchases purchases;
    private final EntitlementDecision decision;
    private final ClosedAccounts closed;
    private final TransactionTemplate transaction;

    StoreClaim(
            Stores stores,
            StoreReading reading,
            Purchases purchases,
            EntitlementDecision decision,
            ClosedAccounts closed,
            TransactionTemplate transaction) {
        this.stores = stores;
        this.reading = reading;
        this.purchases = purchases;
        this.decision = decision;
        this.closed = closed;
        this.transaction = transaction;
    }

    /**
     * Reads the purchase from its store and writes it down for the claimant. Fails with 400 for a
     * receipt that is not the store's, 409 for somebody else's purchase, 503 while the store cannot
     * be asked.
     */
    public void claim(Source source, String receipt, Owner claimant) {
        ReceiptStore store =
                stores.findReceipts(source)
                        .orElseThrow(
                                () -> Refusal.invalid("store", "Nothing is sold in this store."));
        StoreReference reference = new StoreReference(source, store.prove(receipt));
        Instant readAt = purchases.now();
        switch (store.read(reference.originalId())) {
            case StoreAnswer.Unclear(String reason) ->
                    throw ErrorCode.CONFLICT.because(
                            "This purchase cannot be used here: " + reason + ".");
            case StoreAnswer.Found(StoreSubscription subscription) ->
                    bind(
                            reference,
                            new Reading(subscription, claimant, readAt, "handed in by the buyer"));
        }
    }

    private void bind(StoreReference reference, Reading read) {
        UUID claimant = read.owner().payerId();
        Optional<UUID> meant = Optional.ofNullable(read.subscription().owner()).map(Owner::payerId);
        if (meant.isPresent() && !meant.get().equals(claimant) && !isGone(meant.get())) {
            throw ErrorCode.CONFLICT.because("This purchase was made for another account.");
        }
        Optional<UUID> former =
                purchases
                        .findOwner(reference.source(), reference.originalId())
                        .map(Owner::payerId)
                        .filter(owner -> !owner.equals(claimant));
        reading.write(
                reference,
                read,
                () -> former.ifPresent(from -> takeOver(reference, from, read.owner())),
                () -> {});
    }

    private boolean isGone(UUID payer) {
        return Boolean.TRUE.equals(
                transaction.execute(
                        status -> closed.isClosed(payer) || purchases.isPseudonym(payer)));
    }

    /** In the transaction that writes down what was read; the locks in one order for everybody. */
    private void takeOver(StoreReference reference, UUID from, Owner claimant) {
        // Asked before any payer is locked, as everybody does who asks both.
        closed.isClosed(claimant.payerId());
        if (!closed.isClosed(from) && !purchases.isPseudonym(from)) {
            throw ErrorCode.CONFLICT.because(
                    "This purchase belongs to another account. Sign in to that one to use it.");
        }
        Stream.of(from, claimant.payerId()).sorted().forEach(purchases::lock);
        boolean moved =
                purchases.tryTransfer(reference.source(), reference.originalId(), from, claimant);
        if (moved && !purchases.isPseudonym(from)) {
            decision.decide(from, purchases.now());
        }
    }
}
