package app.feedtape.billing.stripe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Another price for a running subscription.
 *
 * @param itemId what is paid for at the present price
 * @param billing what is done about the rest of the period that was paid for
 * @param at from when on the new price counts, null for when Stripe hears of it; the same in a
 *     preview and in the change gives the same amounts
 */
public record StripePriceChange(
        String subscriptionId,
        String itemId,
        String priceId,
        Billing billing,
        @Nullable Instant at) {

    /** In seconds since 1970, as Stripe counts. */
    @Nullable Long atSecond() {
        return at == null ? null : at.getEpochSecond();
    }

    /** What is done about the difference. */
    public enum Billing {
        /** It is charged at once, or nothing is changed. */
        AT_ONCE,
        /** The next invoice settles it. */
        NEXT_INVOICE,
        /** It is let go. */
        NONE
    }
}
