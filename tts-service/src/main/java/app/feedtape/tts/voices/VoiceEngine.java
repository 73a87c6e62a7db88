package app.feedtape.tts.voices;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a voice is made; plans say which ones they have. Cheapest first. */
public enum VoiceEngine {
    STANDARD,
    NEURAL,
    GENERATIVE;

    /** As plans, requests and the provider spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The engine with exactly this code. */
    public static Optional<VoiceEngine> withCode(String code) {
        return Arrays.stream(values()).filter(engine -> engine.code().equals(code)).findFirst();
    }
}
