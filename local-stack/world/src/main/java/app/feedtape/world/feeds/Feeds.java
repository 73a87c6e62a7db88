package app.feedtape.world.feeds;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code /feeds}: publications to follow, each with an index, a feed and its articles, revalidated
 * as the web should.
 */
public final class Feeds {

    private final Shelf shelf = new Shelf();
    private final Addresses local;
    private final Addresses proxied = new Addresses.Public();

    public Feeds(URI origin) {
        this.local = new Addresses.Local(origin.toString());
    }

    /** A feed as the index page lists it. */
    public record Offer(String title, String language, String address, String publicAddress) {}

    public List<Offer> offers() {
        return shelf.sites().stream()
                .map(site ->
                        new Offer(
                                site.title(),
                                site.language(),
                                local.feed(site),
                                proxied.feed(site)))
                .toList();
    }

    public void mount(Routes routes) {
        routes.get("/feeds", this::list);
        routes.get(
                "/feeds/{site}",
                exchange -> answer(exchange, exchange.path("site"), List.of(), local));
        routes.get(
                "/feeds/{site}/{file}",
                exchange ->
                        answer(
                                exchange,
                                exchange.path("site"),
                                List.of(exchange.path("file")),
                                local));
        routes.get(
                "/feeds/{site}/{folder}/{slug}",
                exchange ->
                        answer(
                                exchange,
                                exchange.path("site"),
                                List.of(exchange.path("folder"), exchange.path("slug")),
                                local));
    }

    private void list(Exchange exchange) throws IOException {
        Html rows =
                Html.each(
                        offers(),
                        offer ->
                                Html.of(
                                        "<tr><td>{}</td><td>{}</td><td><a href=\"{}\">{}</a><br><code>{}</code></td></tr>",
                                        offer.title(),
                                        offer.language(),
                                        offer.address(),
                                        offer.address(),
                                        offer.publicAddress()));
        exchange.page(
                200,
                Page.of(
                        "Feeds",
                        Html.of(
                                """
                                <p>The second address of each is the one to follow in FeedTape: feed-service reaches
                                <code>*.feeds.example</code> through this process as its proxy.</p>
                                <table><tr><th>title</th><th>language</th><th>addresses</th></tr>{}</table>
                                """,
                                rows)));
    }

    /** Answers a request that came through the proxy for a public-looking name. */
    void answerPublic(Exchange exchange, String host) throws IOException {
        String name = host.substring(0, host.length() - Addresses.PUBLIC_DOMAIN.length());
        List<String> path =
                Arrays.stream(exchange.requestPath().split("/"))
                        .filter(part -> !part.isEmpty())
                        .toList();
        try {
            answer(exchange, name, path, proxied);
        } catch (Refusal refusal) {
            exchange.text(refusal.status(), "text/plain", refusal.reason());
        }
    }

    private void answer(Exchange exchange, String name, List<String> path, Addresses addresses)
            throws IOException {
        Site site = shelf.find(name).orElseThrow(Feeds::nothing);
        if (path.isEmpty()) {
            send(exchange, "text/html", site.updated(), SitePages.index(site, addresses).markup());
        } else if (path.equals(List.of(site.format().file()))) {
            send(
                    exchange,
                    site.format().contentType(),
                    site.updated(),
                    FeedDocument.of(site, addresses));
        } else if (path.size() == 2 && path.getFirst().equals("articles")) {
            Article article =
                    site.articles().stream()
                            .filter(one -> one.slug().equals(path.getLast()))
                            .findFirst()
                            .orElseThrow(Feeds::nothing);
            send(
                    exchange,
                    "text/html",
                    article.updated(),
                    SitePages.article(site, article, addresses).markup());
        } else {
            throw nothing();
        }
    }

    private static Refusal nothing() {
        return new Refusal(404, "Nothing is published at this address.");
    }

    /**
     * RFC 9110, 13.2.2: a matching entity tag decides; the date is looked at only where no tag was
     * sent.
     */
    private static void send(Exchange exchange, String contentType, Instant updated, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String tag = "\"" + HexFormat.of().formatHex(Tokens.sha256(bytes), 0, 12) + "\"";
        exchange.header("ETag", tag);
        exchange.date("Last-Modified", updated.toEpochMilli());
        exchange.header("Cache-Control", "max-age=60");
        exchange.header("Content-Security-Policy", "default-src 'none'; base-uri 'none'");
        boolean same =
                exchange.requestHeader("If-None-Match")
                        .map(tags ->
                                Arrays.stream(tags.split(","))
                                        .map(String::strip)
                                        .anyMatch(one ->
                                                one.equals("*")
                                                        || one.replaceFirst("^W/", "").equals(tag)))
                        .orElseGet(() ->
                                exchange.requestDate("If-Modified-Since")
                                        >= updated.getEpochSecond() * 1000);
        if (same) {
            exchange.empty(304);
        } else {
            exchange.text(200, contentType, body);
        }
    }
}
