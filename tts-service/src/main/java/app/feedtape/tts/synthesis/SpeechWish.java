package app.feedtape.tts.synthesis;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A text that is to be spoken in the background; the members mean what they mean when it is spoken
 * at once.
 */
public record SpeechWish(
        String text,
        @Nullable String language,
        @Nullable String languageHint,
        @Nullable String voice,
        @Nullable BigDecimal speed,
        @Nullable String quality,
        @Nullable String format,
        @Nullable String contentType) {

    SynthesizeRequest request() {
        return new SynthesizeRequest(
                text, null, language, languageHint, voice, speed, quality, format, contentType);
    }
}
