package app.feedtape.tts.marks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long the provider takes to tell the marks of a segment: what somebody else has asked before
 * is handed out as slowly the first time, so that nobody learns from the speed that an article was
 * read before.
 */
final class MarkPace {

    private static final int REMEMBERED = 32;
    private static final Duration USUAL = Duration.ofMillis(300);

    private final Deque<Duration> last = new ArrayDeque<>();

    /** A segment took that long. */
    synchronized void took(Duration time) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(time);
    }

    /** As long as one of the last ones, taken at random: a fixed time would tell as well. */
    synchronized Duration next() {
        return last.isEmpty()
                ? USUAL
                : last.stream()
                        .skip(ThreadLocalRandom.current().nextInt(last.size()))
                        .findFirst()
                        .orElse(USUAL);
    }
}
