package app.feedtape.tts.cleaning;

import app.feedtape.web.problem.Refusal;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Markup, addresses and noise out of a text; paragraphs stay as line breaks. No normalisation: what
 * is left is what was there, code point by code point (docs/decisions/0043).
 *
 * <p>The version changes when the same input gives another output, because prices and stored
 * articles hang on it.
 */
@Component
public class TextCleaning {

    public static final int VERSION = 2;

    private static final Pattern SPACES = Pattern.compile("[\\p{Zs}\\t]+");
    private static final Pattern LINES = Pattern.compile(" ?(?:\\r\\n|[\\n\\r]) ?");
    private static final Pattern EMPTY_LINES = Pattern.compile("\\n{2,}");

    /** How mail marks what it quotes; a number after it means "greater than". */
    private static final Pattern QUOTED = Pattern.compile("^(?:> ?+)++(?!\\d)", Pattern.MULTILINE);

    /** Lines that are drawn. */
    private static final Pattern RULES = Pattern.compile("^[-=_*~#•·+— ]{3,}$", Pattern.MULTILINE);

    /**
     * Taking one thing away can bring another to light, most of all markup inside escaped markup;
     * nobody escapes more often by mistake, and each time costs a reading of the whole.
     */
    private static final int ROUNDS = 6;

    private static final Pattern WHAT_RULES_LOOK_FOR = Pattern.compile("[&<>/\\[\\]]");

    /**
     * Cleans a text.
     *
     * @throws Refusal 400 for lone surrogates, noncharacters and C0 controls other than white space
     */
    public SpeakableText clean(String raw, ContentType type) {
        Characters.require(raw);
        return cleanKnown(raw, type);
    }

    /**
     * Cleans what is stored already and can be refused to nobody any more: what is no character is
     * left out.
     */
    SpeakableText cleanStored(String html) {
        return cleanKnown(html, ContentType.HTML);
    }

    private static SpeakableText cleanKnown(String raw, ContentType type) {
        boolean html = type == ContentType.HTML;
        String text = tidy(html ? Markup.read(Characters.kept(raw), true) : raw);
        if (!html && text.equals(raw)) {
            // The next round would read the same again: most plain texts need no other.
            return SpeakableText.of(text);
        }
        for (int round = 0; round < ROUNDS; round++) {
            String next = again(text, html);
            if (next.equals(text)) {
                return SpeakableText.of(text);
            }
            text = next;
        }
        return SpeakableText.of(settled(text));
    }

    private static String again(String text, boolean html) {
        return tidy(
                html && ContentType.of(text) == ContentType.HTML ? Markup.read(text, false) : text);
    }

    /** Nothing is left that any rule could take away; what that costs nobody meant to hear. */
    private static String settled(String text) {
        return tidy(tidy(WHAT_RULES_LOOK_FOR.matcher(text).replaceAll("")));
    }

    private static String tidy(String text) {
        String read = Characters.kept(Entities.read(text));
        String spaced = hasWideSpaces(read) ? SPACES.matcher(read).replaceAll(" ") : read;
        String lines = hasLines(spaced) ? LINES.matcher(spaced).replaceAll("\n") : spaced;
        String said = NoteMarks.without(Addresses.spoken(lines));
        String drawn = RULES.matcher(QUOTED.matcher(said).replaceAll("")).replaceAll("");
        return EMPTY_LINES.matcher(drawn).replaceAll("\n").strip();
    }

    /** Whether any space is another than a single plain one. */
    private static boolean hasWideSpaces(String text) {
        char before = 0;
        for (int at = 0; at < text.length(); at++) {
            char here = text.charAt(at);
            if (here == ' ' ? before == ' ' : here == '\t' || isSpaceSeparator(here)) {
                return true;
            }
            before = here;
        }
        return false;
    }

    /** None of them lies beyond the first 65,536 code points. */
    private static boolean isSpaceSeparator(char letter) {
        return letter >= 0xA0 && Character.getType(letter) == Character.SPACE_SEPARATOR;
    }

    private static boolean hasLines(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
