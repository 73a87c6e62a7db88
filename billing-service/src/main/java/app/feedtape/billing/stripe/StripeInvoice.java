package app.feedtape.billing.stripe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as Stripe has it now, or as it would be.
 *
 * @param status Stripe's own word, such as {@code paid} or {@code open}
 * @param total what its lines add up to, in the currency's smallest unit; below zero it is credit
 * @param due what is to be paid once credit is used up
 * @param creditLeft what stays for later invoices, zero or below
 * @param nextAttemptAt when it is to be paid, for one that is not paid yet
 */
public record StripeInvoice(
        String id,
        @Nullable String number,
        String customerId,
        String status,
        String currency,
        long total,
        long due,
        long paid,
        long creditLeft,
        Instant createdAt,
        @Nullable Instant paidAt,
        @Nullable Instant nextAttemptAt,
        @Nullable String hostedUrl,
        @Nullable String pdfUrl,
        List<Line> lines) {

    /** What is paid for, and for which time. */
    public record Line(
            String description, long amount, Instant start, Instant end, boolean proration) {}

    /** Some of a customer's, the newest first. */
    public record Page(List<StripeInvoice> invoices, boolean hasMore) {}
}
