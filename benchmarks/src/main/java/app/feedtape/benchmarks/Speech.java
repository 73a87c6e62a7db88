package app.feedtape.benchmarks;

import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Speech, with a provider that always takes the same time. */
final class Speech {

    private static final Duration LATENCY = Duration.ofMillis(300);
    private static final String EARLY_ALONE = "BENCHMARK_EARLY";
    private static final String WINDOW = "FEEDTAPE_SPEECH_WINDOW";

    private Speech() {}

    static void measure(Report report) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        Prose prose = new Prose();
        try (SpeechStage stage = new SpeechStage(LATENCY);
                SpeechInstance instance = stage.start(Map.of())) {
            try (SpeechInstance oneAfterAnother = stage.start(Map.of(WINDOW, "1"))) {
                EarlySound.measure(stage, instance, oneAfterAnother, prose, report);
            }
            Statements.measure(stage, instance, prose, report);
            if (System.getenv(EARLY_ALONE) != null) {
                return;
            }
            StoredSound.measure(stage, instance, prose, report);
            SoundLength.measure(stage, instance, prose, report);
            HangUps.measure(stage, instance, prose, report);
        }
    }
}
