package app.feedtape.billing.change;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.stripe.StripeContracts;
import app.feedtape.web.problem.ErrorCode;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Ends a subscription with the period that is paid for, or lets it go on after all. */
@Service
class Cancellation {

    private final OwnSubscription own;
    private final StripeContracts stripe;

    Cancellation(OwnSubscription own, StripeContracts stripe) {
        this.own = own;
        this.stripe = stripe;
    }

    /** It will not renew; cancelled again it is cancelled. */
    void cancel(UUID payerId) {
        renew(payerId, false, "cancelled by the payer");
    }

    /** It will renew after all; said of one that renews it changes nothing. */
    void resume(UUID payerId) {
        renew(payerId, true, "resumed by the payer");
    }

    private void renew(UUID payerId, boolean renews, String cause) {
        Purchase purchase = own.get(payerId);
        boolean done = stripe.tryCancelAtPeriodEnd(purchase.originalId(), !renews);
        own.readAgain(purchase.originalId(), cause);
        if (!done && renews) {
            throw ErrorCode.CONFLICT.because("This subscription has ended. You can buy another.");
        }
    }
}
