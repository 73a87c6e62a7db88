package app.feedtape.feed.fetching;

import app.feedtape.feed.article.NewArticle;
import com.rometools.rome.feed.synd.SyndContent;
import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;

/**
 * RSS 0.9x, 1.0, 2.0 and Atom 1.0 by ROME, after {@link XmlScreen}; every value bounded and made
 * safe on the way.
 */
final class FeedParser {

    private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");
    private static final int TITLE = 500;
    private static final int SUMMARY = 600;
    private static final int NAME = 200;

    private final Clock clock;

    FeedParser(Clock clock) {
        this.clock = clock;
    }

    /**
     * Reads a fetched document.
     *
     * @param base what relative links are relative to
     * @throws UnreadableFeed for anything that is not a feed within the bounds
     */
    ParsedFeed parse(byte[] body, @Nullable String contentType, String base) {
        String text = FeedText.decode(body, contentType).stripLeading();
        if (!looksLikeXml(text)) {
            throw new UnreadableFeed(FetchProblem.NOT_A_FEED);
        }
        return feed(read(XmlScreen.screen(text)), base);
    }

    private static boolean looksLikeXml(String text) {
        String head = text.substring(0, Math.min(text.length(), 256)).toLowerCase(Locale.ROOT);
        return head.startsWith("<")
                && !head.startsWith("<html")
                && !head.startsWith("<!doctype html");
    }

    private static SyndFeed read(String xml) {
        try {
            SyndFeedInput input = new SyndFeedInput();
            input.setXmlHealerOn(false);
            return input.build(new StringReader(xml));
        } catch (FeedException malformed) {
            throw new UnreadableFeed(FetchProblem.UNREADABLE);
        } catch (RuntimeException notAFeed) {
            // The library's word for a root element it does not know, and its own slips on odd
            // documents.
            throw new UnreadableFeed(FetchProblem.NOT_A_FEED);
        }
    }

    private ParsedFeed feed(SyndFeed feed, String base) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String language = language(feed.getLanguage());
        Map<String, NewArticle> articles = new LinkedHashMap<>();
        feed.getEntries().stream()
                .limit(XmlScreen.MAXIMUM_ITEMS)
                .map(entry -> article(entry, language, base, now))
                .forEach(article -> articles.putIfAbsent(article.identityHash(), article));
        return new ParsedFeed(
                orNull(PlainText.of(feed.getTitle(), NAME)),
                WebLink.of(feed.getLink(), base),
                feed.getImage() == null ? null : WebLink.of(feed.getImage().getUrl(), base),
                language,
                List.copyOf(articles.values()));
    }

    private static NewArticle article(
            SyndEntry entry, @Nullable String language, String base, Instant now) {
        String link = WebLink.of(entry.getLink(), base);
        String content = content(entry);
        String html = SafeHtml.of(content, link == null ? base : link);
        String title = PlainText.of(entry.getTitle(), TITLE);
        String summary =
                PlainText.of(
                        entry.getDescription() == null ? content : html(entry.getDescription()),
                        SUMMARY);
        String author = orNull(PlainText.of(entry.getAuthor(), NAME));
        return new NewArticle(
                hash(identity(entry, link, title, content)),
                hash(
                        String.join(
                                "\u001f",
                                title,
                                summary,
                                html,
                                String.valueOf(author),
                                String.valueOf(link))),
                title,
                author,
                link,
                language,
                summary,
                html,
                publishedAt(entry, now));
    }

    /**
     * What stays the same when a feed repeats an item: its own id, else its link, else its words.
     */
    private static String identity(
            SyndEntry entry, @Nullable String link, String title, String content) {
        String id = entry.getUri();
        if (id != null && !id.isBlank()) {
            return "id:" + id.strip();
        }
        return link != null ? "link:" + link : "text:" + title + "\u001f" + content;
    }

    private static String content(SyndEntry entry) {
        return Stream.concat(
                        entry.getContents().stream(), Stream.ofNullable(entry.getDescription()))
                .map(FeedParser::html)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    private static String html(SyndContent content) {
        String value = content.getValue();
        if (value == null) {
            return "";
        }
        boolean plain = "text".equals(content.getType()) || "text/plain".equals(content.getType());
        return plain ? Entities.escape(value) : value;
    }

    private static Instant publishedAt(SyndEntry entry, Instant now) {
        Date said =
                entry.getPublishedDate() != null
                        ? entry.getPublishedDate()
                        : entry.getUpdatedDate();
        if (said == null) {
            return now;
        }
        Instant instant = Instant.ofEpochMilli(said.getTime());
        if (instant.isAfter(now)) {
            return now;
        }
        return instant.isBefore(EARLIEST) ? EARLIEST : instant;
    }

    private static @Nullable String language(@Nullable String said) {
        if (said == null || !said.strip().matches("[A-Za-z]{2,3}([-_][A-Za-z0-9-]{1,12})?")) {
            return null;
        }
        return said.strip().split("[-_]")[0].toLowerCase(Locale.ROOT);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
