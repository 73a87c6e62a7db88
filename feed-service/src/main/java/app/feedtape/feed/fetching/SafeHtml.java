package app.feedtape.feed.fetching;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.safety.Safelist;

/**
 * The part of an article's HTML that carries meaning for reading aloud; nothing that runs, loads or
 * styles.
 */
final class SafeHtml {

    private static final int MAXIMUM_CHARACTERS = 400_000;
    private static final Safelist ALLOWED =
            Safelist.relaxed()
                    .removeTags("img")
                    .addTags(
                            "section",
                            "article",
                            "aside",
                            "figure",
                            "figcaption",
                            "time",
                            "mark",
                            "del",
                            "ins",
                            "s")
                    .removeProtocols("a", "href", "ftp", "mailto");

    private SafeHtml() {}

    /** Cleaned; what is longer than anybody will listen to is cut before parsing. */
    static String of(String raw, String base) {
        String bounded =
                raw.length() > MAXIMUM_CHARACTERS ? raw.substring(0, MAXIMUM_CHARACTERS) : raw;
        return Jsoup.clean(bounded, base, ALLOWED, new Document.OutputSettings().prettyPrint(false))
                .replace("\0", "")
                .strip();
    }
}
