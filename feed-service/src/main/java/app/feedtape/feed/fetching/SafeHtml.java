package app.feedtape.feed.fetching;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.safety.Safelist;

/**
 * The part of an article's HTML that carries meaning for reading aloud; nothing that runs, loads,
 * styles or leads away.
 */
final class SafeHtml {

    private static final int MAXIMUM_CHARACTERS = 400_000;

    /** Less than tts-service takes. */
    private static final int MAXIMUM_RESULT = 800_000;

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
                    // Relative addresses would grow by the length of the article's own.
                    .removeAttributes("a", "href")
                    .removeAttributes("blockquote", "cite")
                    .removeAttributes("q", "cite");

    private SafeHtml() {}

    /**
     * Cleaned; what is longer than anybody will listen to is cut before parsing, and shorter still
     * when escapes and repaired markup make too much of it.
     */
    static String of(String raw, String base) {
        int length = Math.min(raw.length(), MAXIMUM_CHARACTERS);
        String clean = clean(raw.substring(0, length), base);
        while (clean.length() > MAXIMUM_RESULT) {
            length /= 2;
            clean = clean(raw.substring(0, length), base);
        }
        return clean;
    }

    private static String clean(String raw, String base) {
        String html =
                Jsoup.clean(raw, base, ALLOWED, new Document.OutputSettings().prettyPrint(false));
        return Characters.allowedOf(html).strip();
    }
}
