package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.voices.VoiceEngine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Hands out what somebody else had made as slowly as the voice would make it anew, so that nobody
 * learns from the speed that an article was heard before. It takes as long as one of the last calls
 * of about the same length took, taken at random: a fixed time would tell as well.
 */
@Component
class SharedPace {

    /** How many calls of an engine are remembered, and of how many like ones one is taken. */
    private static final int REMEMBERED = 128;

    private static final int ALIKE = 8;

    /** Before anything was measured: about what the provider takes. */
    private static final Duration USUAL = Duration.ofMillis(300);

    private static final Duration USUAL_PER_CHARACTER = Duration.ofNanos(400_000);

    private final Map<VoiceEngine, Deque<Call>> calls = new EnumMap<>(VoiceEngine.class);
    private final LongSupplier nanoTime;
    private final Wait wait;
    private final IntUnaryOperator random;
    private final Counter shared;

    /** Lets time pass. */
    @FunctionalInterface
    interface Wait {
        void of(Duration time) throws InterruptedException;
    }

    private record Call(int characters, long nanos) {

        /** How much longer one text is than the other. */
        double unlike(int others) {
            return Math.abs(Math.log((double) characters / others));
        }

        long nanosFor(int others) {
            return others <= characters ? nanos : nanos / characters * others;
        }
    }

    @Autowired
    SharedPace(MeterRegistry metrics) {
        this(
                metrics,
                System::nanoTime,
                Thread::sleep,
                bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    SharedPace(MeterRegistry metrics, LongSupplier nanoTime, Wait wait, IntUnaryOperator random) {
        this.nanoTime = nanoTime;
        this.wait = wait;
        this.random = random;
        this.shared = metrics.counter("feedtape.speech.shared");
    }

    /**
     * Gets a sound, no sooner than a fresh one would be there.
     *
     * @param within a fresh one would have to be there
     */
    Got get(Part part, Duration within, Supplier<Got> source) {
        long started = nanoTime.getAsLong();
        Got got = source.get();
        long took = nanoTime.getAsLong() - started;
        int characters = part.segment().characters();
        if (got.made()) {
            remember(part.voicing().engine(), new Call(characters, took));
        } else if (part.isNewOfShared()) {
            shared.increment();
            long fresh = fresh(part.voicing().engine(), characters);
            pause(Math.min(fresh, within.toNanos() / 4 * 3) - took);
        }
        return got;
    }

    private synchronized void remember(VoiceEngine engine, Call call) {
        Deque<Call> last = lastOf(engine);
        last.addLast(call);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    private Deque<Call> lastOf(VoiceEngine engine) {
        return calls.computeIfAbsent(engine, none -> new ArrayDeque<>());
    }

    private synchronized long fresh(VoiceEngine engine, int characters) {
        List<Call> alike =
                lastOf(engine).stream()
                        .sorted(Comparator.comparingDouble(call -> call.unlike(characters)))
                        .limit(ALIKE)
                        .toList();
        return alike.isEmpty()
                ? USUAL.plus(USUAL_PER_CHARACTER.multipliedBy(characters)).toNanos()
                : alike.get(random.applyAsInt(alike.size())).nanosFor(characters);
    }

    private void pause(long nanos) {
        if (nanos <= 0) {
            return;
        }
        try {
            wait.of(Duration.ofNanos(nanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.NOT_TRIED, "interrupted", interrupted);
        }
    }
}
