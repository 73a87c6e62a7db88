package app.feedtape.world.feeds;

import app.feedtape.world.web.Html;

/**
 * The pages of a publication: its index, which tells where the feed is, and one page for each
 * article.
 */
final class SitePages {

    private SitePages() {}

    static Html index(Site site, Addresses addresses) {
        Html articles =
                Html.each(
                        site.articles(),
                        article ->
                                Html.of(
                                        "<li><a href=\"{}\">{}</a><p>{}</p></li>",
                                        addresses.article(article),
                                        article.title(),
                                        article.summary()));
        return frame(
                site,
                site.language(),
                site.title(),
                addresses,
                Html.of(
                        "<h1>{}</h1><p>{}</p><ul>{}</ul>",
                        site.title(),
                        site.description(),
                        articles));
    }

    static Html article(Site site, Article article, Addresses addresses) {
        // The body is ours: it ships with the sources and may therefore stand in the page as it is.
        return frame(
                site,
                article.language(),
                article.title(),
                addresses,
                Html.of(
                        "<article><h1>{}</h1><p>{} · <time datetime=\"{}\">{}</time></p>{}</article>",
                        article.title(),
                        article.author(),
                        article.published(),
                        article.published().toString().substring(0, 10),
                        new Html(article.html())));
    }

    private static Html frame(
            Site site, String language, String title, Addresses addresses, Html content) {
        return Html.of(
                """
                <!doctype html>
                <html lang="{}">
                <head>
                <meta charset="utf-8">
                <title>{}</title>
                <link rel="alternate" type="{}" title="{}" href="{}">
                </head>
                <body>
                <header><a href="{}/">{}</a></header>
                <main>{}</main>
                </body>
                </html>
                """,
                language.equals("mul") ? "en" : language,
                title,
                site.format().contentType(),
                site.title(),
                addresses.feed(site),
                addresses.site(site.name()),
                site.title(),
                content);
    }
}
