package app.feedtape.billing.entitlement;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
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
    private final ClosedAccounts closed;

    CurrentEntitlement(
            Entitlements entitlements,
            EntitlementDecision decision,
            Purchases purchases,
            TransactionTemplate transaction,
            ClosedAccounts closed) {
        this.entitlements = entitlements;
        this.decision = decision;
        this.purchases = purchases;
        this.transaction = transaction;
        this.closed = closed;
    }

    /** Never a stale one. */
    public EntitlementChanged get(UUID payerId) {
        return entitlements.findCurrent(payerId).orElseGet(() -> decide(payerId));
    }

    /**
     * Makes a new account's entitlement; its trial began when it signed up. Nothing changes when
     * there is one, and when the account is deleted.
     */
    void begin(UUID payerId, Instant signedUpAt) {
        transaction.executeWithoutResult(status -> {
            if (!closed.isClosed(payerId)) {
                decision.decide(payerId, purchases.lock(payerId), signedUpAt);
            }
        });
    }

    /** Decides anew, whatever was decided before; 404 for an account that is erased. */
    public EntitlementChanged decide(UUID payerId) {
        EntitlementChanged decided =
                transaction.execute(status -> {
                    if (closed.isErased(payerId)) {
                        throw ErrorCode.NOT_FOUND.because("There is nothing here.");
                    }
                    return decision.decide(payerId, purchases.lock(payerId));
                });
        if (decided == null) {
            throw new IllegalStateException("Nothing was decided for " + payerId);
        }
        return decided;
    }
}
