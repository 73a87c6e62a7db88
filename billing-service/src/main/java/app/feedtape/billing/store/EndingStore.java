package app.feedtape.billing.store;

/** A store where billing itself can end a subscription; in others only the buyer can. */
public interface EndingStore extends Store {

    /**
     * Ends it at once; one that is over already is fine. Hold no database connection; fails with
     * {@code UPSTREAM_UNAVAILABLE}.
     */
    void end(String originalId);
}
