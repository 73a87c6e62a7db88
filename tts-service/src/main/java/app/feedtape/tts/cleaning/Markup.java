package app.feedtape.tts.cleaning;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/** What of a page is read aloud. */
final class Markup {

    private static final Set<String> NEVER =
            Set.of(
                    "script style noscript template iframe object embed svg math audio video canvas nav head title button"
                            .split(" "));
    private static final Set<String> NEVER_EITHER =
            Set.of("select textarea input dialog progress meter rt rp del s strike".split(" "));

    /** Unless there is nothing else: some pages and mailing lists are one whole form or listing. */
    private static final Set<String> AT_FIRST_NOT = Set.of("pre", "form");

    private static final Set<String> NOTES =
            Set.of("doc-endnotes doc-noteref doc-backlink navigation".split(" "));
    private static final Set<String> NOTE_CLASSES =
            Set.of(
                    "footnotes footnote-ref footnote-backref references reflist mw-editsection"
                            .split(" "));
    private static final Pattern HIDDEN = Pattern.compile("display\\s*:\\s*none");
    private static final Pattern FILE = Pattern.compile(".*\\.\\p{Alnum}{2,4}");

    private static final int LONGEST_ALT = 60;
    private static final int LOOKED_AT = 16;

    private Markup() {}

    /**
     * The words of a page, a line for each of its blocks.
     *
     * @param outermost whether line feeds are only space, and blocks end with a full stop
     */
    static String read(String html, boolean outermost) {
        Element body = Jsoup.parse(html).body();
        String read = read(body, outermost, false);
        return SpeakableText.hasWords(read) ? read : read(body, outermost, true);
    }

    private static String read(Element body, boolean outermost, boolean everything) {
        Lines lines = new Lines(outermost);
        NodeTraversor.filter(new Reading(lines, everything), body);
        return lines.text();
    }

    static boolean isSilent(Element element, boolean everything) {
        String name = element.normalName();
        return NEVER.contains(name)
                || NEVER_EITHER.contains(name)
                || (!everything && AT_FIRST_NOT.contains(name))
                || isHidden(element)
                || NOTES.contains(element.attr("role"))
                || (element.hasAttr("class")
                        && element.classNames().stream().anyMatch(NOTE_CLASSES::contains))
                || isPointer(element);
    }

    private static boolean isHidden(Element element) {
        return element.hasAttr("hidden")
                || element.attr("aria-hidden").equals("true")
                || HIDDEN.matcher(element.attr("style").toLowerCase(Locale.ROOT)).find();
    }

    /**
     * A link by an arrow or a paragraph sign, back to where a note was or to the heading itself.
     */
    private static boolean isPointer(Element element) {
        if (!element.normalName().equals("a")) {
            return false;
        }
        String words = shortText(element, 4);
        return !words.isBlank() && words.length() <= 3 && !SpeakableText.hasWords(words);
    }

    /** The words of an image that stands for one, between others; nothing of a picture's. */
    static String alt(Element image) {
        String alt = image.attr("alt").strip();
        boolean betweenWords = isWords(image.previousSibling()) && isWords(image.nextSibling());
        return betweenWords && alt.length() <= LONGEST_ALT && !FILE.matcher(alt).matches()
                ? alt
                : "";
    }

    private static boolean isWords(@Nullable Node node) {
        return node instanceof TextNode text && !text.isBlank();
    }

    /** The beginning of an element's words; looks at a few nodes only, however many there are. */
    static String shortText(Element element, int longest) {
        StringBuilder text = new StringBuilder();
        int looked = 0;
        for (Node node : (Iterable<Node>) element.nodeStream()::iterator) {
            if (node instanceof TextNode words) {
                text.append(words.getWholeText());
            }
            looked++;
            if (looked > LOOKED_AT || text.length() > longest) {
                break;
            }
        }
        return text.toString();
    }
}
