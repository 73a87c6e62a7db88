package app.feedtape.tts.cleaning;

/**
 * A text as it is spoken and paid for.
 *
 * @param text cleaned; cleaning it again changes nothing
 * @param characters its Unicode code points: the unit of every price, quota and report
 */
public record SpeakableText(String text, int characters) {

    static SpeakableText of(String cleaned) {
        return new SpeakableText(cleaned, cleaned.codePointCount(0, cleaned.length()));
    }

    /** Whether there is anything to say: at least one letter or digit. */
    public boolean isSpeakable() {
        return hasWords(text);
    }

    static boolean hasWords(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
