package app.feedtape.benchmarks;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Callers side by side, and what became of their requests. */
final class Load {

    private Load() {}

    /** One request of a caller; gives the status of its answer. */
    @FunctionalInterface
    interface Call {
        int run(int caller) throws Exception;
    }

    /**
     * @param statuses how often each status was answered
     */
    record Result(Latencies latencies, Map<Integer, Integer> statuses, double seconds) {

        double perSecond() {
            return latencies.count() / seconds;
        }

        /** Several results as one, whose time is the sum of theirs. */
        static Result together(List<Result> results) {
            List<Long> nanoseconds = new ArrayList<>();
            Map<Integer, Integer> statuses = new TreeMap<>();
            double seconds = 0;
            for (Result result : results) {
                for (long one : result.latencies().sorted()) {
                    nanoseconds.add(one);
                }
                result.statuses().forEach((status, n) -> statuses.merge(status, n, Integer::sum));
                seconds += result.seconds();
            }
            return new Result(Latencies.of(nanoseconds), statuses, seconds);
        }
    }

    /** Each caller once, all let go at the same moment. */
    static Result once(int callers, Call call) {
        return run(callers, call, 0);
    }

    /** Each caller again and again for as long; a caller waits for its answer. */
    static Result forAWhile(int callers, Duration duration, Call call) {
        return run(callers, call, duration.toNanos());
    }

    /**
     * Calls that begin when they are due, however the earlier ones fare, each timed from then: what
     * waits in front of a busy server is counted too.
     */
    static Result atRate(int perSecond, Duration duration, Call call) {
        ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
        int all = (int) (perSecond * duration.toMillis() / 1_000);
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 0; number < all; number++) {
                long due = begun + number * 1_000_000_000L / perSecond;
                int caller = number;
                LockSupport.parkNanos(due - System.nanoTime());
                running.add(
                        threads.submit(() -> {
                            statuses.add(statusOf(call, caller));
                            took.add(System.nanoTime() - due);
                            return null;
                        }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
        return new Result(Latencies.of(took), counted(statuses), duration.toNanos() / 1e9);
    }

    /** A call that got no answer counts as status 0. */
    private static int statusOf(Call call, int caller) throws Exception {
        try {
            return call.run(caller);
        } catch (UncheckedIOException unanswered) {
            return 0;
        }
    }

    private static Map<Integer, Integer> counted(Collection<Integer> statuses) {
        Map<Integer, Integer> counted = new TreeMap<>();
        statuses.forEach(status -> counted.merge(status, 1, Integer::sum));
        return counted;
    }

    private static Result run(int callers, Call call, long nanoseconds) {
        ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        long begun;
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
                                statuses.add(call.run(caller));
                                took.add(System.nanoTime() - before);
                            } while (System.nanoTime() < end);
                            return null;
                        }));
            }
            begun = System.nanoTime();
            start.countDown();
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
        return new Result(Latencies.of(took), counted(statuses), (System.nanoTime() - begun) / 1e9);
    }
}
