package app.feedtape.billing.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that can be asked what it has in all, so that also what nobody told of is found. */
public interface ListingStore extends Store {

    /**
     * Subscriptions that live there, a page at a time. Hold no database connection; fails with
     * {@code UPSTREAM_UNAVAILABLE}.
     *
     * @param after the last id of the page before; null for the first page
     */
    Page list(@Nullable String after);

    /**
     * @param originalIds the store's own ids
     * @param hasMore whether there is another page
     */
    record Page(List<String> originalIds, boolean hasMore) {}
}
