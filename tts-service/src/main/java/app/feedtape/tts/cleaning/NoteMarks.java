package app.feedtape.tts.cleaning;

import java.util.regex.Pattern;

/** The marks of footnotes: a number that points somewhere is no part of the sentence. */
final class NoteMarks {

    private static final String NUMBERS = "[1-9]\\d{0,2}(?:\\s?[,–-]\\s?[1-9]\\d{0,2}){0,9}";

    /** Right after a word or a sentence, as encyclopaedias are copied. */
    private static final Pattern BRACKETED =
            Pattern.compile(
                    "(?<=\\p{L}{3}|[.,;:!?…\"”»’)%])(?:\\["
                            + NUMBERS
                            + "\\]){1,20}(?=[\\s.,;:!?…\"”»’)—–-]|$)");

    private static final Pattern BRACKETS = Pattern.compile("(?:\\[[^\\[\\]]{1,20}\\]\\s?){1,5}");
    private static final Pattern SYMBOLS = Pattern.compile("[*†‡§¶]{1,3}");
    private static final Pattern POINTER =
            Pattern.compile("\\(?(?:" + NUMBERS + "|\\p{L}|[ivx]{1,4})\\)?");
    private static final Pattern NUMBER = Pattern.compile(NUMBERS);
    private static final Pattern AFTER_WORDS =
            Pattern.compile("(?:\\p{L}{4}|[.,;:!?…\"”»’)])\\s?$");
    private static final Pattern EXPONENT = Pattern.compile("[+−-]?\\d{1,4}");
    private static final String DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private NoteMarks() {}

    static String without(String text) {
        // Looking for one bracket is cheaper by far than looking for what may stand before it.
        return text.indexOf('[') < 0 ? text : BRACKETED.matcher(text).replaceAll("");
    }

    /**
     * Whether something set above the line is such a mark.
     *
     * @param before the few characters in front of it
     */
    static boolean is(String raised, boolean linked, String before) {
        return BRACKETS.matcher(raised).matches()
                || SYMBOLS.matcher(raised).matches()
                || (linked && POINTER.matcher(raised).matches())
                || (NUMBER.matcher(raised).matches() && AFTER_WORDS.matcher(before).find());
    }

    /** Ten to the sixth must not become a hundred and six. */
    static String raised(String text) {
        if (!EXPONENT.matcher(text).matches()) {
            return text;
        }
        StringBuilder raised = new StringBuilder();
        for (char digit : text.toCharArray()) {
            raised.append(
                    switch (digit) {
                        case '+' -> '⁺';
                        case '-', '−' -> '⁻';
                        default -> DIGITS.charAt(Character.getNumericValue(digit));
                    });
        }
        return raised.toString();
    }
}
