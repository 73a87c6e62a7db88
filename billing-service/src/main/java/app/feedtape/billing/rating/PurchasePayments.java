package app.feedtape.billing.rating;

import app.feedtape.billing.purchase.Source;
import java.util.List;
import java.util.UUID;

/** A store that says what it has taken only of one purchase at a time. */
public interface PurchasePayments {

    Source source();

    /** Whether it is configured; one that is not is asked nothing. */
    boolean isOpen();

    /**
     * The newest payment of a purchase, and what was given back of it; empty where the store tells
     * no amount. Hold no database connection; fails with {@code UPSTREAM_UNAVAILABLE}.
     */
    List<Payments.Payment> list(String originalId, UUID payerId);
}
