package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.Sound;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/**
 * How fast each voice really speaks, learned from what it has said: for durations before the end.
 */
@Component
class VoiceRates {

    private static final double USUAL_MILLIS_PER_CHARACTER = 65;
    private static final double WEIGHT_OF_THE_NEW = 0.1;

    private final ConcurrentMap<String, Double> millisPerCharacter = new ConcurrentHashMap<>();

    void learn(Part part, Sound sound) {
        int characters = part.segment().characters();
        if (characters < 20) {
            return;
        }
        double rate = (double) sound.millis() * part.voicing().speedPercent() / 100 / characters;
        millisPerCharacter.merge(
                voice(part.voicing()),
                rate,
                (known, now) -> known + (now - known) * WEIGHT_OF_THE_NEW);
    }

    long estimateMillis(Part part) {
        double rate =
                millisPerCharacter.getOrDefault(voice(part.voicing()), USUAL_MILLIS_PER_CHARACTER);
        return Math.round(rate * part.segment().characters() * 100 / part.voicing().speedPercent());
    }

    private static String voice(Voicing voicing) {
        return voicing.voice().id() + "/" + voicing.engine().code();
    }
}
