package app.feedtape.tts.marks;

import java.util.Locale;

/**
 * A sentence or word of one segment.
 *
 * @param millis after the segment begins, as the provider says
 * @param start its first code point in the segment's text
 * @param end the code point after its last
 */
public record SpeechMark(Kind kind, int millis, int start, int end) {

    /** What is marked. */
    public enum Kind {
        SENTENCE,
        WORD;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
