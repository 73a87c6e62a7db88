package app.feedtape.world.feeds;

import java.time.Instant;

/**
 * One article of a feed site; {@code html} is the body as it stands in the feed and on its page.
 */
record Article(
        String site,
        String slug,
        String language,
        String title,
        String author,
        String summary,
        Instant published,
        Instant updated,
        String html) {

    /** Never changes, whatever address the feed is read under. */
    String id() {
        return "tag:feeds.example,2026:" + site + "/" + slug;
    }
}
