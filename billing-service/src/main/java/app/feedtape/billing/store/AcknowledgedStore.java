package app.feedtape.billing.store;

/** A store that takes back what nobody has acknowledged in time. */
public interface AcknowledgedStore extends Store {

    /**
     * Says that the buyer has it; doing so again is fine. Hold no database connection; fails with
     * {@code UPSTREAM_UNAVAILABLE}.
     */
    void acknowledge(String originalId);
}
