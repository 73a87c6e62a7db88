package app.feedtape.billing.stripe;

import com.stripe.StripeClient;
import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.StripeCollection;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoiceCreatePreviewParams.SubscriptionDetails;
import com.stripe.param.InvoiceListParams;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What Stripe has charged and would charge. Hold no database connection while calling. */
@Component
public class StripeInvoices {

    private final StripeClient client;
    private final StripeCalls calls;

    StripeInvoices(StripeClient client, StripeCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * A customer's invoices, the newest first.
     *
     * @param after id of the last one seen, null from the newest on
     */
    public StripeInvoice.Page list(String customerId, int limit, @Nullable String after) {
        InvoiceListParams.Builder parameters =
                InvoiceListParams.builder().setCustomer(customerId).setLimit((long) limit);
        if (after != null) {
            parameters.setStartingAfter(after);
        }
        StripeCollection<Invoice> page =
                calls.call(
                        "listing invoices", () -> client.v1().invoices().list(parameters.build()));
        return new StripeInvoice.Page(
                page.getData().stream().map(StripeInvoices::invoice).toList(), page.getHasMore());
    }

    /** The invoice that a change would bring, at once or next; nothing is changed by asking. */
    public StripeInvoice preview(StripePriceChange change) {
        InvoiceCreatePreviewParams parameters =
                InvoiceCreatePreviewParams.builder()
                        .setSubscription(change.subscriptionId())
                        .setSubscriptionDetails(
                                SubscriptionDetails.builder()
                                        .addItem(
                                                SubscriptionDetails.Item.builder()
                                                        .setId(change.itemId())
                                                        .setPrice(change.priceId())
                                                        .build())
                                        .setProrationBehavior(behaviour(change))
                                        .setProrationDate(change.atSecond())
                                        .build())
                        .build();
        return invoice(
                calls.call(
                        "previewing an invoice",
                        () -> client.v1().invoices().createPreview(parameters)));
    }

    private static SubscriptionDetails.ProrationBehavior behaviour(StripePriceChange change) {
        return switch (change.billing()) {
            case AT_ONCE -> SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE;
            case NEXT_INVOICE -> SubscriptionDetails.ProrationBehavior.CREATE_PRORATIONS;
            case NONE -> SubscriptionDetails.ProrationBehavior.NONE;
        };
    }

    static StripeInvoice invoice(Invoice read) {
        Long paidAt =
                read.getStatusTransitions() == null
                        ? null
                        : read.getStatusTransitions().getPaidAt();
        return new StripeInvoice(
                read.getId(),
                read.getNumber(),
                read.getCustomer(),
                Objects.requireNonNullElse(read.getStatus(), "draft"),
                read.getCurrency().toUpperCase(Locale.ROOT),
                read.getTotal(),
                read.getAmountDue(),
                Objects.requireNonNullElse(read.getAmountPaid(), 0L),
                Math.min(0, Objects.requireNonNullElse(read.getEndingBalance(), 0L)),
                Instant.ofEpochSecond(read.getCreated()),
                instant(paidAt),
                instant(read.getNextPaymentAttempt()),
                read.getHostedInvoiceUrl(),
                read.getInvoicePdf(),
                lines(read));
    }

    private static List<StripeInvoice.Line> lines(Invoice read) {
        return read.getLines() == null
                ? List.of()
                : read.getLines().getData().stream().map(StripeInvoices::line).toList();
    }

    private static StripeInvoice.Line line(InvoiceLineItem line) {
        InvoiceLineItem.Parent parent = line.getParent();
        boolean proration =
                parent != null
                        && parent.getSubscriptionItemDetails() != null
                        && Boolean.TRUE.equals(parent.getSubscriptionItemDetails().getProration());
        return new StripeInvoice.Line(
                Objects.requireNonNullElse(line.getDescription(), ""),
                line.getAmount(),
                Instant.ofEpochSecond(line.getPeriod().getStart()),
                Instant.ofEpochSecond(line.getPeriod().getEnd()),
                proration);
    }

    private static @Nullable Instant instant(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }
}
