package app.feedtape.billing.checkout;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.rating.Payments;
import app.feedtape.billing.stripe.StripeInvoice;
import app.feedtape.billing.stripe.StripeListing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What Stripe has taken: its paid invoices. */
@Component
class StripeTakings implements Payments {

    private final StripeListing listing;
    private final StripeCustomers customers;

    StripeTakings(StripeListing listing, StripeCustomers customers) {
        this.listing = listing;
        this.customers = customers;
    }

    @Override
    public Source source() {
        return Source.STRIPE;
    }

    /** Invoices of customers who are no payer of ours, or are erased, are passed over. */
    @Override
    public Page list(Instant since, @Nullable String after) {
        StripeInvoice.Page page = listing.paidInvoices(since, after);
        List<Payment> payments =
                page.invoices().stream().map(this::payment).flatMap(Optional::stream).toList();
        return new Page(payments, page.hasMore() ? page.invoices().getLast().id() : null);
    }

    private Optional<Payment> payment(StripeInvoice invoice) {
        Instant paidAt = invoice.paidAt();
        return invoice.paid() == 0
                ? Optional.empty()
                : customers
                        .findPayer(invoice.customerId())
                        .map(payer ->
                                new Payment(
                                        invoice.id(),
                                        payer,
                                        paidAt == null ? invoice.createdAt() : paidAt,
                                        invoice.currency(),
                                        invoice.paid()));
    }
}
