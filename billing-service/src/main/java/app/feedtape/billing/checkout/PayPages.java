package app.feedtape.billing.checkout;

import app.feedtape.billing.checkout.Checkouts.Open;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.stripe.StripeCheckout;
import app.feedtape.billing.stripe.StripeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Ends the pages a payer could still pay on, so that nobody is charged twice. What pages there are
 * is asked of Stripe, because one may have been made whose answer was lost. Hold no database
 * connection while calling.
 */
@Component
public class PayPages {

    /** Longer than any page of Stripe's lives. */
    private static final Duration LOOK_BACK = Duration.ofHours(25);

    private final Checkouts checkouts;
    private final Purchases purchases;
    private final StripeStore stripe;
    private final StripeCustomers customers;

    PayPages(
            Checkouts checkouts,
            Purchases purchases,
            StripeStore stripe,
            StripeCustomers customers) {
        this.checkouts = checkouts;
        this.purchases = purchases;
        this.stripe = stripe;
        this.customers = customers;
    }

    /**
     * Something was bought, in whichever store: ends what is still open.
     *
     * @return the checkouts whose pages are ended now; of one that is opened meanwhile nothing is
     *     known
     */
    public Set<UUID> endAll(UUID payerId, Instant now) {
        Set<UUID> open = checkouts.open(payerId);
        if (!open.isEmpty()) {
            customers.find(payerId).ifPresent(customer -> endAllOf(customer, now));
        }
        return open;
    }

    /** Ends whatever this customer of Stripe's could pay on. */
    public void endAllOf(String customerId, Instant now) {
        stripe.listCheckouts(customerId, now.minus(LOOK_BACK)).stream()
                .filter(StripeCheckout::isOpen)
                .forEach(page -> stripe.tryExpireCheckout(page.id()));
    }

    /**
     * Ends every page but that of the given checkout.
     *
     * @return whether one has been paid on without that being written down here yet; nothing more
     *     may be sold then
     */
    boolean hasPaid(String customerId, Open kept) {
        boolean paid = false;
        for (StripeCheckout page :
                stripe.listCheckouts(customerId, kept.askedAt().minus(LOOK_BACK))) {
            if (page.isOpen() && !kept.id().toString().equals(page.key())) {
                paid |= !stripe.tryExpireCheckout(page.id());
            }
            String bought = page.subscriptionId();
            paid |= bought != null && !purchases.isKnown(Source.STRIPE, bought);
        }
        return paid;
    }
}
