package app.feedtape.billing.stripe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as Stripe has it now.
 *
 * @param status Stripe's own word, such as {@code past_due}
 * @param cancelAt when it ends if it will not renew
 * @param unpaidSince when the oldest invoice was drawn up that is still to be paid, while one is
 *     overdue
 * @param cardFingerprint Stripe's own for the card it is paid with, the same whoever shows it
 */
public record StripeSubscription(
        String id,
        String customerId,
        String status,
        Instant startedAt,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEndsAt,
        @Nullable Instant unpaidSince,
        @Nullable String cardFingerprint,
        List<Item> items,
        Map<String, String> metadata) {

    /** Whether it is over for good. */
    public boolean hasEnded() {
        return status.equals("canceled") || status.equals("incomplete_expired");
    }

    /** What is paid for; the paid period stands here since Stripe's API of 2025. */
    public record Item(
            String id, String priceId, long quantity, Instant periodStart, Instant periodEnd) {}
}
