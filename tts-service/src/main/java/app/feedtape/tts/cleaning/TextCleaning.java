package app.feedtape.tts.cleaning;

import app.feedtape.web.problem.Refusal;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.springframework.stereotype.Component;

/**
 * Markup, addresses and noise out of a text; paragraphs stay as line breaks. No normalisation: what
 * is left is what was there, code point by code point.
 *
 * <p>The version changes when the same input gives another output, because prices and stored
 * articles hang on it.
 */
@Component
public class TextCleaning {

    public static final int VERSION = 1;

    private static final String NOT_SPOKEN =
            "script,style,noscript,template,figure,pre,table,iframe,object,svg,math,audio,video,form,nav,head";
    private static final String BLOCKS =
            "|p|div|br|li|ul|ol|h1|h2|h3|h4|h5|h6|blockquote|article|section|tr|hr|dd|dt|dl|main|header|footer|aside|";

    private static final Pattern ADDRESS =
            Pattern.compile("\\bhttps?://[^\\s<>\"'»”’)\\]}]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPACES = Pattern.compile("[\\p{Zs}\\t]+");
    private static final Pattern LINES =
            Pattern.compile(" ?(?:\\r\\n|[\\n\\r\\u2028\\u2029\\u0085]) ?");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n{2,}");
    private static final int NONCHARACTERS = 0xFFFE;

    /** Nobody escapes more often by mistake; each level costs a reading of the whole. */
    private static final int ESCAPE_LEVELS = 5;

    /**
     * Cleans a text.
     *
     * @throws Refusal 400 for lone surrogates, noncharacters and C0 controls other than white space
     */
    public SpeakableText clean(String raw, ContentType type) {
        requireCharacters(raw);
        return cleanKnown(raw, type);
    }

    /**
     * Cleans what is stored already and can be refused to nobody any more: what is no character is
     * left out.
     */
    SpeakableText cleanStored(String html) {
        return cleanKnown(withoutControls(html), ContentType.HTML);
    }

    private static SpeakableText cleanKnown(String raw, ContentType type) {
        String text = raw;
        // Markup inside escaped markup comes to light by taking the outer one away; what is handed
        // out holds none.
        ContentType seen = type;
        for (int level = 0; seen == ContentType.HTML && level < ESCAPE_LEVELS; level++) {
            text = settled(textOf(text));
            seen = ContentType.of(text);
        }
        return SpeakableText.of(settled(seen == ContentType.HTML ? text.replace("<", "") : text));
    }

    private static String settled(String text) {
        String before = text;
        String after = tidy(withoutAddresses(withoutControls(before)));
        while (!after.equals(before)) {
            before = after;
            after = tidy(withoutAddresses(before));
        }
        return after;
    }

    private static void requireCharacters(String raw) {
        for (int at = 0; at < raw.length(); ) {
            int point = raw.codePointAt(at);
            boolean surrogate =
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            boolean noncharacter =
                    (point & NONCHARACTERS) == NONCHARACTERS
                            || (point >= 0xFDD0 && point <= 0xFDEF);
            boolean control =
                    point < ' ' && point != '\t' && point != '\n' && point != '\r' && point != '\f';
            if (surrogate || noncharacter || control) {
                throw Refusal.invalid(
                        "text",
                        "The text holds a character that cannot be spoken (U+%04X)."
                                .formatted(point));
            }
            at += Character.charCount(point);
        }
    }

    private static String textOf(String html) {
        Document document = Jsoup.parse(html);
        document.select(NOT_SPOKEN).remove();
        StringBuilder text = new StringBuilder(html.length());
        NodeTraversor.traverse(new Lines(text), document.body());
        return text.toString();
    }

    /** Entities can bring in what the raw text may not hold. */
    private static String withoutControls(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == '\f' || point == 0x0B ? ' ' : point)
                .filter(point -> point >= ' ' || point == '\t' || point == '\n' || point == '\r')
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .filter(point -> (point & NONCHARACTERS) != NONCHARACTERS)
                .filter(point -> point < 0xFDD0 || point > 0xFDEF)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** An address is spoken as the name of its host, which is what a person would say. */
    private static String withoutAddresses(String text) {
        Matcher addresses = ADDRESS.matcher(text);
        return addresses.replaceAll(match -> Matcher.quoteReplacement(spoken(match.group())));
    }

    private static String spoken(String address) {
        int end = address.length();
        while (end > 0 && ".,;:!?…".indexOf(address.charAt(end - 1)) >= 0) {
            end--;
        }
        String host = host(address.substring(0, end));
        return host + address.substring(end);
    }

    private static String host(String address) {
        try {
            String host = URI.create(address).getHost();
            return host == null ? " " : host.startsWith("www.") ? host.substring(4) : host;
        } catch (IllegalArgumentException notAnAddress) {
            return " ";
        }
    }

    private static String tidy(String text) {
        String spaced = SPACES.matcher(text).replaceAll(" ");
        String lines = LINES.matcher(spaced).replaceAll("\n");
        return EMPTY_LINES.matcher(lines).replaceAll("\n").strip();
    }

    private record Lines(StringBuilder text) implements NodeVisitor {
        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                text.append(words.getWholeText().replaceAll("[\\r\\n\\t]+", " "));
            } else if (isBlock(node)) {
                text.append('\n');
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (isBlock(node)) {
                text.append('\n');
            }
        }

        private static boolean isBlock(Node node) {
            return node instanceof Element element
                    && BLOCKS.contains("|" + element.normalName() + "|");
        }
    }
}
