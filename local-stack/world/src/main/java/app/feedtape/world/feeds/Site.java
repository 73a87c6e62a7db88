package app.feedtape.world.feeds;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** A small publication with one feed. Its public-looking name is {@code <name>.feeds.example}. */
record Site(
        String name,
        String language,
        String title,
        String description,
        Format format,
        List<Article> articles) {

    /** How the feed is written; both mark where an article is to be found in full. */
    enum Format {
        RSS("rss.xml", "application/rss+xml"),
        ATOM("atom.xml", "application/atom+xml");

        private final String file;
        private final String contentType;

        Format(String file, String contentType) {
            this.file = file;
            this.contentType = contentType;
        }

        String file() {
            return file;
        }

        String contentType() {
            return contentType;
        }
    }

    Instant updated() {
        return articles.stream()
                .map(Article::updated)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }
}
