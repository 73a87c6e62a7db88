package app.feedtape.world.feeds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The publications that ship with the local stack, read from the resources under {@code feeds/}: a
 * file begins with {@code name: value} lines, an empty line ends them, the rest is the article's
 * HTML.
 */
final class Shelf {

    private static final List<String> NAMES =
            List.of("tape", "maps", "mareas", "pain", "stadtbaeume", "biblioteche", "azulejos");

    /** One article of some ten thousand characters in each language. */
    private static final String LONG_READS = "daybook";

    private final Map<String, Site> sites = new LinkedHashMap<>();

    private record Document(Map<String, String> head, String body) {

        String get(String name) {
            return Optional.ofNullable(head.get(name))
                    .orElseThrow(() ->
                            new IllegalStateException(
                                    "A feed resource lacks " + name + ": " + head));
        }
    }

    Shelf() {
        for (String name : NAMES) {
            sites.put(name, site(name));
        }
        sites.put("mix", mix());
        sites.put(LONG_READS, site(LONG_READS));
    }

    List<Site> sites() {
        return List.copyOf(sites.values());
    }

    Optional<Site> find(String name) {
        return Optional.ofNullable(sites.get(name));
    }

    private static Site site(String name) {
        Document document = read(name + "/site.txt");
        List<Article> articles = new ArrayList<>();
        for (String slug : document.get("articles").split(",\\s*")) {
            articles.add(article(name, document.get("language"), slug));
        }
        articles.sort(Comparator.comparing(Article::published).reversed());
        return new Site(
                name,
                document.get("language"),
                document.get("title"),
                document.get("description"),
                Site.Format.valueOf(document.get("format").toUpperCase(Locale.ROOT)),
                List.copyOf(articles));
    }

    private static Article article(String site, String language, String slug) {
        Document document = read(site + "/" + slug + ".html");
        Instant published = Instant.parse(document.get("published"));
        return new Article(
                site,
                slug,
                document.head().getOrDefault("language", language),
                document.get("title"),
                document.get("author"),
                document.get("summary"),
                published,
                Optional.ofNullable(document.head().get("updated"))
                        .map(Instant::parse)
                        .orElse(published),
                document.body());
    }

    /** One feed in six languages: the newest article of every other site. */
    private Site mix() {
        List<Article> newest =
                sites.values().stream()
                        .map(site -> site.articles().getFirst())
                        .sorted(Comparator.comparing(Article::published).reversed())
                        .toList();
        return new Site(
                "mix",
                "mul",
                "The newest of everything",
                "The latest article of each publication here, in six languages.",
                Site.Format.RSS,
                newest);
    }

    private static Document read(String resource) {
        try (@Nullable InputStream stream = Shelf.class.getResourceAsStream("/feeds/" + resource)) {
            if (stream == null) {
                throw new IllegalStateException("The feed resource is missing: " + resource);
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = text.split("\n\n", 2);
            Map<String, String> head = new LinkedHashMap<>();
            for (String line : parts[0].strip().split("\n")) {
                String[] pair = line.split(":\\s*", 2);
                head.put(pair[0], pair[1].strip());
            }
            return new Document(head, parts.length > 1 ? parts[1].strip() : "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
