package app.feedtape.world.polly;

import java.util.Arrays;
import java.util.Locale;

/**
 * Polly's engines with the quotas its quotas page gives a new account (calls a second, burst, at
 * once).
 */
enum Engine {
    STANDARD(80, 100, 80, 22050),
    NEURAL(8, 10, 18, 24000),
    GENERATIVE(8, 10, 26, 24000);

    private final int perSecond;
    private final int burst;
    private final int atOnce;
    private final int sampleRate;

    Engine(int perSecond, int burst, int atOnce, int sampleRate) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.atOnce = atOnce;
        this.sampleRate = sampleRate;
    }

    static Engine named(String name) {
        return Arrays.stream(values())
                .filter(engine -> engine.wireName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        PollyProblem.invalid(
                                "1 validation error detected: Value '%s' at 'engine' failed to satisfy constraint"
                                        .formatted(name)));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    int perSecond() {
        return perSecond;
    }

    int burst() {
        return burst;
    }

    int atOnce() {
        return atOnce;
    }

    /** Of MP3 when the request names none, in Hz. */
    int sampleRate() {
        return sampleRate;
    }
}
