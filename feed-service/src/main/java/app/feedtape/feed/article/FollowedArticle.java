package app.feedtape.feed.article;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An article as one of the people who follow its feed sees it.
 *
 * @param followId the person's own id of the feed
 */
record FollowedArticle(
        UUID id,
        UUID followId,
        String title,
        @Nullable String author,
        @Nullable String link,
        @Nullable String language,
        String summary,
        Instant publishedAt,
        boolean read,
        boolean starred) {}
