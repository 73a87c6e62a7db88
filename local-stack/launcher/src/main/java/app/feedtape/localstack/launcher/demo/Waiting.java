package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Answer;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks until it is so, at most as often as a free account may. */
public final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofMillis(700);

    private Waiting() {}

    public static Answer until(String what, Supplier<Answer> question, Predicate<Answer> so) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = question.get();
            if (so.test(answer)) {
                return answer;
            }
            if (System.nanoTime() > deadline) {
                throw new Refused(
                        "Not within %d s: %s. Last answer: %d %s"
                                .formatted(
                                        PATIENCE.toSeconds(),
                                        what,
                                        answer.status(),
                                        answer.text()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        }
    }
}
