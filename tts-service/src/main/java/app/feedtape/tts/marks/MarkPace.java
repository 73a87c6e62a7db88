package app.feedtape.tts.marks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How long the provider takes to tell the marks of a segment: what somebody else has asked before
 * is handed out as slowly the first time, so that nobody learns from the speed that an article was
 * read before.
 */
@Component
class MarkPace {

    private static final int REMEMBERED = 32;
    private static final Duration USUAL = Duration.ofMillis(300);

    private final Deque<Duration> last = new ArrayDeque<>();
    private final Wait wait;
    private final IntUnaryOperator random;
    private final Counter shared;

    /** Lets time pass. */
    @FunctionalInterface
    interface Wait {
        void of(Duration time) throws InterruptedException;
    }

    @Autowired
    MarkPace(MeterRegistry metrics) {
        this(metrics, Thread::sleep, bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    MarkPace(MeterRegistry metrics, Wait wait, IntUnaryOperator random) {
        this.wait = wait;
        this.random = random;
        this.shared = metrics.counter("feedtape.marks.shared");
    }

    /** A segment took that long. */
    synchronized void took(Duration time) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(time);
    }

    /**
     * What somebody else asked for is about to be handed out.
     *
     * @param waited for it so far
     * @param atMost there is time for
     */
    void handOut(Duration waited, Duration atMost) {
        shared.increment();
        Duration rest = next().minus(waited);
        Duration pause = rest.compareTo(atMost) < 0 ? rest : atMost;
        if (!pause.isPositive()) {
            return;
        }
        try {
            wait.of(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** As long as one of the last ones, taken at random: a fixed time would tell as well. */
    private synchronized Duration next() {
        return last.isEmpty()
                ? USUAL
                : last.stream().skip(random.applyAsInt(last.size())).findFirst().orElse(USUAL);
    }
}
