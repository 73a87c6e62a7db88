package app.feedtape.billing.checkout;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.rating.Payments;
import app.feedtape.billing.stripe.StripeReturn;
import app.feedtape.billing.stripe.StripeReturnListing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What went back to who had paid at Stripe: refunds first, then disputes. */
@Component
class StripeRefundings implements Payments {

    private static final String DISPUTES = "disputes ";

    private final StripeReturnListing listing;
    private final StripeCustomers customers;

    StripeRefundings(StripeReturnListing listing, StripeCustomers customers) {
        this.listing = listing;
        this.customers = customers;
    }

    @Override
    public Source source() {
        return Source.STRIPE;
    }

    @Override
    public boolean isReturned() {
        return true;
    }

    @Override
    public Page list(Instant since, @Nullable String after) {
        if (after == null || !after.startsWith(DISPUTES)) {
            StripeReturn.Page refunds = listing.refunds(since, after);
            String next = refunds.next();
            return new Page(payments(refunds), next == null ? DISPUTES : next);
        }
        String last = after.substring(DISPUTES.length());
        StripeReturn.Page disputes = listing.disputes(since, last.isEmpty() ? null : last);
        String next = disputes.next();
        return new Page(payments(disputes), next == null ? null : DISPUTES + next);
    }

    private List<Payment> payments(StripeReturn.Page page) {
        return page.returns().stream().map(this::payment).flatMap(Optional::stream).toList();
    }

    private Optional<Payment> payment(StripeReturn returned) {
        return customers
                .findPayer(returned.customerId())
                .map(payer ->
                        new Payment(
                                returned.id(),
                                payer,
                                returned.at(),
                                returned.currency(),
                                -returned.minorUnits()));
    }
}
