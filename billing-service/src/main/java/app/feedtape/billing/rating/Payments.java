package app.feedtape.billing.rating;

import app.feedtape.billing.purchase.Source;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store that says what it has taken. */
public interface Payments {

    Source source();

    /** Whether it is what was given back, which is told long after what was taken. */
    default boolean isReturned() {
        return false;
    }

    /**
     * Payments that were asked for since then, a page at a time. Hold no database connection; fails
     * with {@code UPSTREAM_UNAVAILABLE}.
     *
     * @param after {@code next} of the page before; null for the first page
     */
    Page list(Instant since, @Nullable String after);

    /**
     * One payment.
     *
     * @param externalId the store's own id
     * @param minorUnits in the currency's smallest unit, less than zero for what was given back,
     *     and zero for what was to be given back and is not
     */
    record Payment(
            String externalId, UUID payerId, Instant paidAt, String currency, long minorUnits) {}

    /**
     * @param next null on the last page
     */
    record Page(List<Payment> payments, @Nullable String next) {}
}
