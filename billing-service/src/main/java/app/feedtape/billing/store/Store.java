package app.feedtape.billing.store;

import app.feedtape.billing.purchase.Source;
import java.util.Optional;

/**
 * A store as the subscription rules know it: it can be asked what it has now. What it charges for
 * and how it says so stays behind this.
 */
public interface Store {

    /** Whose purchases are read here. */
    Source source();

    /** Whether it is configured; one that is not is asked nothing. */
    default boolean isOpen() {
        return true;
    }

    /**
     * A subscription as it is there now. Hold no database connection; fails with {@code
     * UPSTREAM_UNAVAILABLE} when the store does not answer.
     *
     * @param originalId the store's own id, which is the purchase's
     */
    StoreAnswer read(String originalId);

    /**
     * The subscription that a notification is about which names something else of it, such as a
     * payment; empty when none is behind that. Hold no database connection.
     */
    default Optional<String> findSubscription(String named) {
        return Optional.of(named);
    }
}
