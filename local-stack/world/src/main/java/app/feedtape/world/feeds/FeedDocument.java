package app.feedtape.world.feeds;

import app.feedtape.world.web.Html;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes a site's feed as RSS 2.0 (https://www.rssboard.org/rss-specification) or Atom (RFC 4287).
 */
final class FeedDocument {

    private FeedDocument() {}

    static String of(Site site, Addresses addresses) {
        return switch (site.format()) {
            case RSS -> rss(site, addresses).markup();
            case ATOM -> atom(site, addresses).markup();
        };
    }

    private static Html rss(Site site, Addresses addresses) {
        return Html.of(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
                xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
                <channel>
                <title>{}</title>
                <link>{}/</link>
                <atom:link rel="self" type="application/rss+xml" href="{}"/>
                <description>{}</description>
                {}
                <lastBuildDate>{}</lastBuildDate>
                <ttl>60</ttl>
                {}
                </channel>
                </rss>
                """,
                site.title(),
                addresses.site(site.name()),
                addresses.feed(site),
                site.description(),
                site.language().equals("mul")
                        ? Html.NOTHING
                        : Html.of("<language>{}</language>", site.language()),
                rfc1123(site.updated()),
                Html.each(site.articles(), article -> item(article, addresses)));
    }

    private static Html item(Article article, Addresses addresses) {
        return Html.of(
                """
                <item>
                <title>{}</title>
                <link>{}</link>
                <guid isPermaLink="false">{}</guid>
                <pubDate>{}</pubDate>
                <dc:creator>{}</dc:creator>
                <dc:language>{}</dc:language>
                <description>{}</description>
                <content:encoded>{}</content:encoded>
                </item>
                """,
                article.title(),
                addresses.article(article),
                article.id(),
                rfc1123(article.published()),
                article.author(),
                article.language(),
                article.summary(),
                article.html());
    }

    private static Html atom(Site site, Addresses addresses) {
        return Html.of(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{}">
                <id>tag:feeds.example,2026:{}</id>
                <title>{}</title>
                <subtitle>{}</subtitle>
                <link rel="self" type="application/atom+xml" href="{}"/>
                <link rel="alternate" type="text/html" href="{}/"/>
                <updated>{}</updated>
                {}
                </feed>
                """,
                site.language(),
                site.name(),
                site.title(),
                site.description(),
                addresses.feed(site),
                addresses.site(site.name()),
                site.updated(),
                Html.each(site.articles(), article -> entry(article, addresses)));
    }

    private static Html entry(Article article, Addresses addresses) {
        return Html.of(
                """
                <entry>
                <id>{}</id>
                <title>{}</title>
                <link rel="alternate" type="text/html" href="{}"/>
                <published>{}</published>
                <updated>{}</updated>
                <author><name>{}</name></author>
                <summary>{}</summary>
                <content type="html">{}</content>
                </entry>
                """,
                article.id(),
                article.title(),
                addresses.article(article),
                article.published(),
                article.updated(),
                article.author(),
                article.summary(),
                article.html());
    }

    private static String rfc1123(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}
