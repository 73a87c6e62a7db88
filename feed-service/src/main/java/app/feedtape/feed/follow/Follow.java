package app.feedtape.feed.follow;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A feed as one person follows it.
 *
 * @param title the person's own, else the feed's, else its host
 * @param status what the app shows of it
 * @param unread articles the person has not marked as read
 */
record Follow(
        UUID id,
        String url,
        String title,
        Instant createdAt,
        Status status,
        @Nullable Instant lastFetchedAt,
        int unread,
        @Nullable String siteUrl,
        @Nullable String imageUrl) {

    /** {@code OVER_LIMIT} is the person's own state and hides the feed's. */
    enum Status {
        OK,
        FAILING,
        OVER_LIMIT,
        GONE
    }
}
