package app.feedtape.billing.stripe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Money that went back to a customer.
 *
 * @param id Stripe's id of the refund or of the dispute
 * @param minorUnits what is gone; zero for a refund that failed and a dispute that was not lost
 */
public record StripeReturn(
        String id, String customerId, Instant at, String currency, long minorUnits) {

    /**
     * @param next the last id of this page, null when there is no other
     */
    public record Page(List<StripeReturn> returns, @Nullable String next) {}
}
