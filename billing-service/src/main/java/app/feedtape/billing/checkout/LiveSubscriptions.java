package app.feedtape.billing.checkout;

import app.feedtape.billing.stripe.StripeListing;
import app.feedtape.billing.stripe.StripeListing.Live;
import app.feedtape.billing.stripe.StripeStore;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What Stripe may still take money for. It is asked itself, because one whose payment is overdue
 * for long, or that is paused, gives nothing here and is collected all the same. Hold no database
 * connection while calling.
 */
@Component
public class LiveSubscriptions {

    private final StripeListing listing;
    private final StripeStore stripe;
    private final StripeCustomers customers;

    LiveSubscriptions(StripeListing listing, StripeStore stripe, StripeCustomers customers) {
        this.listing = listing;
        this.stripe = stripe;
        this.customers = customers;
    }

    /** Ends them all at once; answers which they were. */
    public List<String> endAllOf(String customerId) {
        return listing.liveSubscriptionsOf(customerId).stream().map(this::end).toList();
    }

    /** Ends those of a payer whose payment is open; answers which they were. */
    public List<String> endUnpaid(UUID payerId) {
        return customers.find(payerId).stream()
                .flatMap(customer -> listing.liveSubscriptionsOf(customer).stream())
                .filter(live -> !live.isPaidUp())
                .map(this::end)
                .toList();
    }

    /**
     * Nobody pays for an old one beside a new one.
     *
     * @return false when one is paid for, and therefore none was ended
     */
    boolean tryEndAllOf(String customerId) {
        List<Live> all = listing.liveSubscriptionsOf(customerId);
        if (all.stream().anyMatch(Live::isPaidUp)) {
            return false;
        }
        all.forEach(this::end);
        return true;
    }

    private String end(Live live) {
        stripe.cancelNow(live.id());
        return live.id();
    }
}
