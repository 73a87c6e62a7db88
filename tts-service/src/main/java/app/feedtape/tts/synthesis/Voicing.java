package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.voices.Voice;
import app.feedtape.tts.voices.VoiceCatalogue.Choice;
import app.feedtape.tts.voices.VoiceCatalogue.Reason;
import app.feedtape.tts.voices.VoiceEngine;
import org.jspecify.annotations.Nullable;

/**
 * How a text is spoken.
 *
 * @param reason why it is not the voice that was named
 */
record Voicing(
        Language language,
        Voice voice,
        VoiceEngine engine,
        int speedPercent,
        AudioFormat format,
        @Nullable Reason reason) {

    /** The same in another voice. */
    Voicing by(Choice choice) {
        return new Voicing(language, choice.voice(), engine, speedPercent, format, choice.reason());
    }

    /** The provider's own default, in Hz, asked for by name so that it stays so. */
    int sampleRate() {
        return format.sampleRate(engine == VoiceEngine.STANDARD ? 22_050 : 24_000);
    }
}
