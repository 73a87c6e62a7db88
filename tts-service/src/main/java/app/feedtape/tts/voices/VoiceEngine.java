package app.feedtape.tts.voices;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

    /** This engine and those below it, best first. */
    public List<VoiceEngine> andSimpler() {
        return Arrays.stream(values())
                .filter(engine -> engine.compareTo(this) <= 0)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** The engine with exactly this code. */
    public static Optional<VoiceEngine> withCode(String code) {
        return Arrays.stream(values()).filter(engine -> engine.code().equals(code)).findFirst();
    }
}
