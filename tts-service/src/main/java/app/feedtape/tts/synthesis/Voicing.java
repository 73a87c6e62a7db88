package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.language.LanguageChoice.By;
import app.feedtape.tts.voices.Voice;
import app.feedtape.tts.voices.VoiceCatalogue.Choice;
import app.feedtape.tts.voices.VoiceCatalogue.Reason;
import app.feedtape.tts.voices.VoiceEngine;
import org.jspecify.annotations.Nullable;

/**
 * How a text is spoken.
 *
 * @param reason why it is not the voice that was named
 * @param languageBy what decided the language; null when it was decided earlier
 */
record Voicing(
        Language language,
        Voice voice,
        VoiceEngine engine,
        int speedPercent,
        AudioFormat format,
        @Nullable Reason reason,
        @Nullable By languageBy) {

    Voicing(
            Language language,
            Voice voice,
            VoiceEngine engine,
            int speedPercent,
            AudioFormat format,
            @Nullable Reason reason) {
        this(language, voice, engine, speedPercent, format, reason, null);
    }

    /** The same in another voice. */
    Voicing by(Choice choice, VoiceEngine engine) {
        return new Voicing(
                language,
                choice.voice(),
                engine,
                speedPercent,
                format,
                choice.reason(),
                languageBy);
    }

    /** The provider's own default, in Hz, asked for by name so that it stays so. */
    int sampleRate() {
        return format.sampleRate(engine == VoiceEngine.STANDARD ? 22_050 : 24_000);
    }
}
