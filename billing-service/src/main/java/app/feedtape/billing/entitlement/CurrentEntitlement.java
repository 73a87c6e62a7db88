package app.feedtape.billing.entitlement;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a payer may do at this moment; made when there is none, decided anew when time has overtaken
 * it.
 */
@Service
public class CurrentEntitlement {

    private final Entitlements entitlements;
    private final EntitlementDecision decision;
    private final Purchases purchases;
    private final TransactionTemplate transaction;

    CurrentEntitlement(
            Entitlements entitlements,
            EntitlementDecision decision,
            Purchases purchases,
            TransactionTemplate transaction) {
        this.entitlements = entitlements;
        this.decision = decision;
        this.purchases = purchases;
        this.transaction = transaction;
    }

    /** Never a stale one. */
    public EntitlementChanged get(UUID payerId) {
        return entitlements.findCurrent(payerId).orElseGet(() -> decide(payerId));
    }

    /**
     * Makes a new account's entitlement; its trial began when it signed up. Nothing changes when
     * there is one.
     */
    void begin(UUID payerId, Instant signedUpAt) {
        transaction.executeWithoutResult(
                status -> decision.decide(payerId, purchases.lock(payerId), signedUpAt));
    }

    /** Decides anew, whatever was decided before. */
    public EntitlementChanged decide(UUID payerId) {
        EntitlementChanged decided =
                transaction.execute(status -> decision.decide(payerId, purchases.lock(payerId)));
        if (decided == null) {
            throw new IllegalStateException("Nothing was decided for " + payerId);
        }
        return decided;
    }
}
