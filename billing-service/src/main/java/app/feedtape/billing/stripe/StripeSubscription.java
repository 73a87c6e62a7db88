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
 */
public record StripeSubscription(
        String id,
        String customerId,
        String status,
        Instant startedAt,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEndsAt,
        List<Item> items,
        Map<String, String> metadata) {

    /** What is paid for; the paid period stands here since Stripe's API of 2025. */
    public record Item(String priceId, long quantity, Instant periodStart, Instant periodEnd) {}
}
