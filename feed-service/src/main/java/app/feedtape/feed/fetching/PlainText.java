package app.feedtape.feed.fetching;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/**
 * Text for people out of what a feed calls a title: no markup however often it was escaped, no
 * control characters, none that turn the direction of writing, white space collapsed.
 */
final class PlainText {

    private static final int ROUNDS = 4;
    private static final int LONGEST_INPUT = 20_000;

    /** Also with something invisible in between, which another reader may drop. */
    private static final Pattern MARKUP = Pattern.compile("<\\p{Cf}*[A-Za-z/!?]");

    private static final Pattern INVISIBLE =
            Pattern.compile(
                    "[[\\p{Cc}&&[^\\s]]\\x{061C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\x{FEFF}]");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    private PlainText() {}

    /** At most {@code maximum} code points; empty when there is nothing to say. */
    static String of(@Nullable String raw, int maximum) {
        if (raw == null) {
            return "";
        }
        String text = raw.length() > LONGEST_INPUT ? raw.substring(0, LONGEST_INPUT) : raw;
        text = read(text);
        for (int round = 1; round < ROUNDS && MARKUP.matcher(text).find(); round++) {
            text = read(text);
        }
        String kept = shortened(text, maximum);
        return MARKUP.matcher(kept).find() ? kept.replace("<", "") : kept;
    }

    /** Takes one layer of markup off; what nobody sees goes first and must not come back. */
    private static String read(String text) {
        return tidy(Jsoup.parse(tidy(text)).text());
    }

    private static String tidy(String text) {
        String visible = INVISIBLE.matcher(Characters.allowedOf(text)).replaceAll("");
        return SPACE.matcher(visible).replaceAll(" ").strip();
    }

    private static String shortened(String text, int maximum) {
        if (text.codePointCount(0, text.length()) <= maximum) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, maximum - 1));
        int space = cut.lastIndexOf(' ');
        return (space > cut.length() / 2 ? cut.substring(0, space) : cut) + "…";
    }
}
