package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** A call of the provider that is tried again, with jitter, while that is worth it and in time. */
final class Tries {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private Tries() {}

    /**
     * What the first try that succeeds answers.
     *
     * @param call is told how much time is left
     * @throws SpeechFailure of the last try
     */
    static <T> T of(int most, Duration within, Function<Duration, T> call) {
        long deadline = System.nanoTime() + within.toNanos();
        for (int attempt = 1; ; attempt++) {
            try {
                return call.apply(Duration.ofNanos(deadline - System.nanoTime()));
            } catch (SpeechFailure failure) {
                Duration pause = pause(attempt);
                boolean inTime = System.nanoTime() + pause.toNanos() < deadline;
                if (attempt == most || !failure.isWorthAnotherTry() || !inTime) {
                    throw failure;
                }
                sleep(pause);
            }
        }
    }

    private static Duration pause(int attempt) {
        long millis = FIRST_PAUSE.toMillis() << attempt;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.TRANSIENT, "interrupted", interrupted);
        }
    }
}
