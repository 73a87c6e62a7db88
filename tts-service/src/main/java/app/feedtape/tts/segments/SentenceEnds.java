package app.feedtape.tts.segments;

import java.util.BitSet;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where sentences begin after others have ended. The platform's own iterator ends one after "Dr.",
 * "z. B." and "3. Oktober"; this one rather overlooks an end than hears one where there is none.
 *
 * <p>One way through the text, and a few characters back at each full stop.
 */
final class SentenceEnds {

    private static final String STOPS = ".!?…";
    private static final String WIDE_STOPS = "。！？";
    private static final String CLOSING = "\"'”’»›)]“";
    private static final int LONGEST_ABBREVIATION = 12;
    private static final Pattern SHORT_PARTS =
            Pattern.compile("(?=.*\\.)\\p{L}{1,4}(?:[.\\-]{1,2}\\p{L}{1,4})+");
    private static final Pattern ROMAN = Pattern.compile("[IVX]{2,}");

    private final CharSequence text;
    private final Locale locale;
    private final BitSet starts = new BitSet();

    private SentenceEnds(CharSequence text, Locale locale) {
        this.text = text;
        this.locale = locale;
    }

    /** The offsets right after each end, at the first character of what follows. */
    static BitSet of(CharSequence text, Locale locale) {
        SentenceEnds ends = new SentenceEnds(text, locale);
        ends.find();
        return ends.starts;
    }

    private void find() {
        int at = 0;
        while (at < text.length()) {
            char here = text.charAt(at);
            at++;
            if (here == '\n' || WIDE_STOPS.indexOf(here) >= 0) {
                starts.set(at);
            } else if (STOPS.indexOf(here) >= 0) {
                at = stopped(at - 1);
            }
        }
    }

    /** Looks at what follows a stop; answers where to go on. */
    private int stopped(int stop) {
        int closed = closed(stop + 1);
        boolean lone = here(stop) == '.' && STOPS.indexOf(here(stop + 1)) < 0;
        int next = closed;
        while (here(next) == ' ') {
            next++;
        }
        if (next > closed && isBeginning(here(next)) && !(lone && isAbbreviated(stop, next))) {
            starts.set(next);
        }
        return next;
    }

    /** Behind further stops and what closes quotations, in French after a space. */
    private int closed(int from) {
        int at = from;
        while (true) {
            char here = here(at);
            if (STOPS.indexOf(here) >= 0 || CLOSING.indexOf(here) >= 0) {
                at++;
            } else if (here == ' ' && here(at + 1) == '»') {
                at += 2;
            } else {
                return at;
            }
        }
    }

    /** A line feed, which no sentence begins with, beyond the end. */
    private char here(int at) {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private static boolean isBeginning(char next) {
        return next != '\n' && !Character.isLowerCase(next);
    }

    private boolean isAbbreviated(int stop, int next) {
        int from = stop;
        while (from > 0
                && stop - from <= LONGEST_ABBREVIATION
                && belongsToWord(text.charAt(from - 1))) {
            from--;
        }
        String word = text.subSequence(from, stop).toString();
        if (word.isEmpty() || word.length() > LONGEST_ABBREVIATION) {
            return false;
        }
        boolean opensLine = from == 0 || text.charAt(from - 1) == '\n';
        if (word.chars().allMatch(Character::isDigit)) {
            return isOrdinal(word, opensLine);
        }
        boolean initial = word.length() == 1 && Character.isLetter(word.charAt(0));
        return initial
                || SHORT_PARTS.matcher(word).matches()
                || (isGerman() && ROMAN.matcher(word).matches())
                || Abbreviations.has(word, Character.isDigit(here(next)), locale);
    }

    /** The number of a list's item, or a German date. */
    private boolean isOrdinal(String number, boolean opensLine) {
        return opensLine ? number.length() <= 3 : isGerman() && number.length() <= 2;
    }

    private boolean isGerman() {
        return locale.getLanguage().equals("de");
    }

    private static boolean belongsToWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '.' || letter == '-' || letter == 'º';
    }
}
