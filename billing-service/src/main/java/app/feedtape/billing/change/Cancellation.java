package app.feedtape.billing.change;

import app.feedtape.billing.checkout.LiveSubscriptions;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.stripe.StripeContracts;
import app.feedtape.web.problem.ErrorCode;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Ends a subscription with the period that is paid for, or lets it go on after all. */
@Service
class Cancellation {

    private final OwnSubscription own;
    private final LiveSubscriptions live;
    private final StripeContracts stripe;

    Cancellation(OwnSubscription own, LiveSubscriptions live, StripeContracts stripe) {
        this.own = own;
        this.live = live;
        this.stripe = stripe;
    }

    /**
     * It will not renew; cancelled again it is cancelled. One that gives nothing any more, because
     * its payment is open for too long, ends at once, and is not collected any further.
     */
    void cancel(UUID payerId) {
        if (!own.runs(payerId)) {
            List<String> ended = live.endUnpaid(payerId);
            ended.forEach(id -> own.readAgain(id, "cancelled by the payer"));
            if (!ended.isEmpty()) {
                return;
            }
        }
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
