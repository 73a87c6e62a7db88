package app.feedtape.tts.voices;

import app.feedtape.tts.language.Language;
import java.util.Set;

/**
 * A voice the provider offers.
 *
 * @param id as the provider and requests spell it, such as {@code Lucia}
 * @param locale of its accent, such as {@code pt-BR}
 */
public record Voice(
        String id,
        String name,
        boolean female,
        Language language,
        String locale,
        Set<VoiceEngine> engines) {

    public boolean speaksBy(VoiceEngine engine) {
        return engines.contains(engine);
    }
}
