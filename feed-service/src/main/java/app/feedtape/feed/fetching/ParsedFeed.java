package app.feedtape.feed.fetching;

import app.feedtape.feed.article.NewArticle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a document says about its feed, and its articles without repetition. */
record ParsedFeed(
        @Nullable String title,
        @Nullable String siteUrl,
        @Nullable String imageUrl,
        @Nullable String language,
        List<NewArticle> articles) {}
