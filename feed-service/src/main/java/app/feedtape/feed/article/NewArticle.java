package app.feedtape.feed.article;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An article as a feed offers it, already made safe.
 *
 * @param identityHash the same whenever the feed repeats it
 * @param contentHash changes with anything a reader would notice
 * @param title plain text, maybe empty
 * @param link http or https; personal data once somebody reads it
 * @param summary plain text
 * @param html sanitized
 */
public record NewArticle(
        String identityHash,
        String contentHash,
        String title,
        @Nullable String author,
        @Nullable String link,
        @Nullable String language,
        String summary,
        String html,
        Instant publishedAt) {}
