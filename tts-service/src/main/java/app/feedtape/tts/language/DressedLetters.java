package app.feedtape.tts.language;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Letters and digits that only look special, as posts are written with where there is no markup:
 * mathematical bold, italic, double-struck and so on, and the wide ones of East Asian type. They
 * are kept as they are, and paid one for one; what is judged and said is the plain letter each of
 * them stands for.
 */
public final class DressedLetters {

    /** Nothing below is one of them. */
    private static final int FIRST = 0x2100;

    private DressedLetters() {}

    /** With the plain letter in the place of each, code point for code point. */
    public static String undressed(String text) {
        if (text.chars().allMatch(unit -> unit < FIRST)) {
            return text;
        }
        return text.codePoints()
                .map(DressedLetters::undressed)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The plain letter or digit that one stands for; every other code point is itself. */
    public static int undressed(int point) {
        if (point < FIRST || !Character.isLetterOrDigit(point) || !isDress(point)) {
            return point;
        }
        String plain = Normalizer.normalize(Character.toString(point), Form.NFKC);
        boolean one = plain.length() == 1 && plain.charAt(0) < 0x80;
        return one && Character.isLetterOrDigit(plain.charAt(0)) ? plain.charAt(0) : point;
    }

    /** A letter of no script is a shape of one; the wide ones are counted as Latin. */
    private static boolean isDress(int point) {
        return Character.UnicodeScript.of(point) == Character.UnicodeScript.COMMON
                || Character.UnicodeBlock.of(point)
                        == Character.UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS;
    }
}
