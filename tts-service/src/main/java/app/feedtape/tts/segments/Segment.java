package app.feedtape.tts.segments;

/**
 * A piece of a text. The pieces put together are the text, code point by code point.
 *
 * @param characters its code points, which is what it costs
 */
public record Segment(int position, String text, int characters) {

    /** Whether a voice would say anything: pieces of dashes and stars are silent, and free. */
    public boolean isSpeakable() {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }
}
