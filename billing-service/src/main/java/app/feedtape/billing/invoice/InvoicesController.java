package app.feedtape.billing.invoice;

import app.feedtape.billing.checkout.StripeCustomers;
import app.feedtape.billing.stripe.StripeInvoice;
import app.feedtape.billing.stripe.StripeInvoices;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InvoicesController {

    private static final String SORT = "invoices";

    private final StripeCustomers customers;
    private final StripeInvoices invoices;
    private final Cursors cursors;

    InvoicesController(StripeCustomers customers, StripeInvoices invoices, Cursors cursors) {
        this.customers = customers;
        this.invoices = invoices;
        this.cursors = cursors;
    }

    /**
     * @param status {@code draft}, {@code open}, {@code paid}, {@code void} or {@code
     *     uncollectible}
     * @param amount what it adds up to, in the currency's smallest unit; below zero it is credit
     * @param due what was or is to be paid of that once credit was used up
     */
    record InvoiceResponse(
            @JsonProperty("id") String id,
            @JsonProperty("number") @Nullable String number,
            @JsonProperty("status") String status,
            @JsonProperty("amount_minor") long amount,
            @JsonProperty("amount_due_minor") long due,
            @JsonProperty("amount_paid_minor") long paid,
            @JsonProperty("currency") String currency,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("paid_at") @Nullable Instant paidAt,
            @JsonProperty("hosted_url") @Nullable String hostedUrl,
            @JsonProperty("pdf_url") @Nullable String pdfUrl) {

        static InvoiceResponse of(StripeInvoice invoice) {
            return new InvoiceResponse(
                    invoice.id(),
                    invoice.number(),
                    invoice.status(),
                    invoice.total(),
                    invoice.due(),
                    invoice.paid(),
                    invoice.currency(),
                    invoice.createdAt(),
                    invoice.paidAt(),
                    invoice.hostedUrl(),
                    invoice.pdfUrl());
        }
    }

    /**
     * What the payer was charged on our own pages, the newest first, as Stripe has it; {@code
     * limit} 1..100. Empty for who never bought there: invoices of the App Store and Google Play
     * are in the buyer's account there. 503 when Stripe cannot be reached.
     */
    @GetMapping("/api/billing/invoices")
    Page<InvoiceResponse> list(
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        String payer = caller.payerId().toString();
        List<String> after = cursor == null ? List.of() : cursors.decode(SORT, payer, cursor);
        Optional<String> customer = customers.find(caller.payerId());
        if (customer.isEmpty()) {
            return new Page<>(List.of(), null);
        }
        StripeInvoice.Page page =
                invoices.list(customer.get(), limit, after.isEmpty() ? null : after.getFirst());
        return new Page<>(
                page.invoices().stream().map(InvoiceResponse::of).toList(),
                page.hasMore()
                        ? cursors.encode(SORT, payer, List.of(page.invoices().getLast().id()))
                        : null);
    }
}
