package app.feedtape.billing.stripe;

import org.jspecify.annotations.Nullable;

/**
 * A pay page as Stripe has it now.
 *
 * @param status Stripe's own word: {@code open}, {@code complete} or {@code expired}
 * @param key what it was asked for under, null for one that is not of our making
 * @param subscriptionId what was bought on it
 */
public record StripeCheckout(
        String id, String status, @Nullable String key, @Nullable String subscriptionId) {

    /** Whether it can be paid on. */
    public boolean isOpen() {
        return status.equals("open");
    }
}
