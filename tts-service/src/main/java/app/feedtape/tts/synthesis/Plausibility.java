package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.Broken;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.marks.SpeechMark;
import app.feedtape.tts.synthesis.SpeechEngine.Marked;
import app.feedtape.tts.synthesis.SpeechEngine.Spoken;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.util.regex.Pattern;

/**
 * Whether what came is the sound that was asked for. The provider's SDK notices neither an answer
 * that ends early nor a connection that breaks, so the sound itself has to tell.
 */
final class Plausibility {

    /** Words take 45 to 80 ms per letter at normal speed; less than this is cut off somewhere. */
    private static final int LEAST_MILLIS_PER_LETTER = 30;

    /**
     * What is longer than any word is not spoken like one: of "aaaa…" a voice makes one long vowel.
     */
    private static final int LONGEST_WORD = 30;

    /** Below this many letters the figure says nothing: "WWW" is long, "ill" is short. */
    private static final int TELLING_LETTERS = 12;

    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Plausibility() {}

    /** The sound in it, or a failure. */
    static Sound check(Part part, Spoken spoken) {
        String type = spoken.contentType();
        AudioFormat format = part.voicing().format();
        if (type != null && !format.isProvidersType(type)) {
            throw broken(spoken, "answered " + type);
        }
        return switch (format.read(spoken.audio(), part.voicing().sampleRate())) {
            case Broken(String why) -> throw broken(spoken, why);
            case Sound sound -> requireWhole(part, spoken, sound);
        };
    }

    private static Sound requireWhole(Part part, Spoken spoken, Sound sound) {
        if (sound.sampleRate() != part.voicing().sampleRate()) {
            throw broken(spoken, "sound at %d Hz".formatted(sound.sampleRate()));
        }
        long letters = letters(part.segment().text());
        long least = letters * LEAST_MILLIS_PER_LETTER * 100 / part.voicing().speedPercent();
        if (letters >= TELLING_LETTERS && sound.millis() < least) {
            throw failure(
                    Kind.IMPLAUSIBLE,
                    spoken,
                    "%d ms of sound for %d letters".formatted(sound.millis(), letters));
        }
        return sound;
    }

    /** Marks have to reach the end of the text: an answer may end early and well-formed. */
    static void check(String text, Marked marked) {
        int end = marked.marks().stream().mapToInt(SpeechMark::end).max().orElse(0);
        String rest = text.substring(text.offsetByCodePoints(0, end));
        if (letters(rest) >= TELLING_LETTERS) {
            throw new SpeechFailure(
                    Kind.BROKEN,
                    "marks up to code point %d of %d"
                            .formatted(end, text.codePointCount(0, text.length())),
                    marked.acceptedCharacters(),
                    marked.requestId(),
                    null);
        }
    }

    private static long letters(String text) {
        return WORDS.splitAsStream(text)
                .mapToLong(word -> word.codePoints().filter(Character::isLetterOrDigit).count())
                .filter(letters -> letters <= LONGEST_WORD)
                .sum();
    }

    private static SpeechFailure broken(Spoken spoken, String why) {
        return failure(Kind.BROKEN, spoken, why);
    }

    private static SpeechFailure failure(Kind kind, Spoken spoken, String why) {
        return new SpeechFailure(
                kind,
                "not the sound that was asked for: " + why,
                spoken.acceptedCharacters(),
                spoken.requestId(),
                null);
    }
}
