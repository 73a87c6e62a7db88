package app.feedtape.billing.stripe;

import com.stripe.StripeClient;
import com.stripe.model.Invoice;
import com.stripe.model.StripeCollection;
import com.stripe.model.Subscription;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.SubscriptionListParams;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What Stripe has of everybody. Hold no database connection while calling. */
@Component
public class StripeListing {

    private static final long PAGE = 100;

    private final StripeClient client;
    private final StripeCalls calls;

    StripeListing(StripeClient client, StripeCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** Ids of subscriptions. */
    public record Page(List<String> ids, boolean hasMore) {}

    /**
     * Subscriptions that have not ended, a page at a time.
     *
     * @param after the last id of the page before; null for the first page
     */
    public Page liveSubscriptions(@Nullable String after) {
        SubscriptionListParams.Builder wanted = SubscriptionListParams.builder().setLimit(PAGE);
        if (after != null) {
            wanted.setStartingAfter(after);
        }
        StripeCollection<Subscription> page =
                calls.call(
                        "listing subscriptions",
                        () -> client.v1().subscriptions().list(wanted.build()));
        return new Page(
                page.getData().stream().map(Subscription::getId).toList(),
                Boolean.TRUE.equals(page.getHasMore()));
    }

    /**
     * A subscription that has not ended.
     *
     * @param status Stripe's own word
     */
    public record Live(String id, String status) {

        /** Whether what was due so far is paid. */
        public boolean isPaidUp() {
            return status.equals("active") || status.equals("trialing");
        }
    }

    /** All of a customer that Stripe may still take money for; nobody has a hundred. */
    public List<Live> liveSubscriptionsOf(String customerId) {
        SubscriptionListParams wanted =
                SubscriptionListParams.builder().setCustomer(customerId).setLimit(PAGE).build();
        return calls
                .call("listing subscriptions", () -> client.v1().subscriptions().list(wanted))
                .getData()
                .stream()
                .map(one -> new Live(one.getId(), one.getStatus()))
                .filter(one -> !one.status().equals("incomplete_expired"))
                .toList();
    }

    /**
     * Paid invoices that were made since then, a page at a time.
     *
     * @param after the last id of the page before; null for the first page
     */
    public StripeInvoice.Page paidInvoices(Instant since, @Nullable String after) {
        InvoiceListParams.Builder wanted =
                InvoiceListParams.builder()
                        .setLimit(PAGE)
                        .setStatus(InvoiceListParams.Status.PAID)
                        .setCreated(
                                InvoiceListParams.Created.builder()
                                        .setGte(since.getEpochSecond())
                                        .build());
        if (after != null) {
            wanted.setStartingAfter(after);
        }
        StripeCollection<Invoice> page =
                calls.call("listing invoices", () -> client.v1().invoices().list(wanted.build()));
        return new StripeInvoice.Page(
                page.getData().stream().map(StripeInvoices::invoice).toList(),
                Boolean.TRUE.equals(page.getHasMore()));
    }
}
