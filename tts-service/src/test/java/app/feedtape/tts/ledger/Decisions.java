package app.feedtape.tts.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Rounds of decisions by callers side by side.
 *
 * @param nanos how long each round took, the shortest first
 */
record Decisions(List<Long> nanos, double seconds) {

    double perSecond(int decisionsInARound) {
        return decisionsInARound * nanos.size() / seconds;
    }

    /** Of a round. */
    String millis(double share) {
        int at = (int) Math.ceil(share * nanos.size()) - 1;
        return String.format(Locale.ROOT, "%.1f", nanos.get(Math.max(at, 0)) / 1e6);
    }

    static Decisions together(List<Decisions> all) {
        return new Decisions(
                all.stream().flatMap(one -> one.nanos().stream()).sorted().toList(),
                all.stream().mapToDouble(Decisions::seconds).sum());
    }

    static Decisions once(int callers, IntConsumer round) {
        return run(callers, 0, round);
    }

    static Decisions forAWhile(int callers, Duration duration, IntConsumer round) {
        return run(callers, duration.toNanos(), round);
    }

    private static Decisions run(int callers, long nanoseconds, IntConsumer round) {
        ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 0; number < callers; number++) {
                int caller = number;
                running.add(
                        threads.submit(() -> {
                            start.await();
                            long end = System.nanoTime() + nanoseconds;
                            do {
                                long before = System.nanoTime();
                                round.accept(caller);
                                took.add(System.nanoTime() - before);
                            } while (System.nanoTime() < end);
                            return null;
                        }));
            }
            long begun = System.nanoTime();
            start.countDown();
            for (Future<?> one : running) {
                one.get();
            }
            return new Decisions(
                    took.stream().sorted().toList(), (System.nanoTime() - begun) / 1e9);
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
