package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.synthesis.SpeechEngine.Spoken;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Whether what came is the sound that was asked for. The provider's SDK notices neither an answer
 * that ends early nor a connection that breaks, so the sound itself has to tell.
 */
final class Plausibility {

    /**
     * Speech takes 60 to 80 ms per letter; half of that at twice the speed is cut off somewhere.
     */
    private static final int LEAST_MILLIS_PER_LETTER = 30;

    /** Below this many letters the figure says nothing: "WWW" is long, "ill" is short. */
    private static final int TELLING_LETTERS = 12;

    private Plausibility() {}

    /** The sound in it, or a failure. */
    static Sound check(Part part, Spoken spoken) {
        String type = spoken.contentType();
        if (type != null && !type.startsWith("audio/mpeg")) {
            throw broken(spoken, "answered " + type);
        }
        return switch (Mp3.read(spoken.audio())) {
            case Mp3.Broken(String why) -> throw broken(spoken, why);
            case Sound sound -> requireWhole(part, spoken, sound);
        };
    }

    private static Sound requireWhole(Part part, Spoken spoken, Sound sound) {
        if (sound.sampleRate() != part.voicing().sampleRate()) {
            throw broken(spoken, "sound at %d Hz".formatted(sound.sampleRate()));
        }
        long letters =
                part.segment().text().codePoints().filter(Character::isLetterOrDigit).count();
        long least = letters * LEAST_MILLIS_PER_LETTER * 100 / part.voicing().speedPercent();
        if (letters >= TELLING_LETTERS && sound.millis() < least) {
            throw broken(
                    spoken, "%d ms of sound for %d letters".formatted(sound.millis(), letters));
        }
        return sound;
    }

    private static SpeechFailure broken(Spoken spoken, @Nullable String why) {
        return new SpeechFailure(
                Kind.BROKEN,
                "not the sound that was asked for: " + why,
                spoken.acceptedCharacters(),
                spoken.requestId(),
                null);
    }
}
