package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one part running on a thread of its own: starts it once what it needs is there, and again
 * when it ends by itself, waiting longer each time until it has run for a minute.
 */
final class PartRunner {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Part part;
    private final List<PartRunner> needs;
    private final StackReport report;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    PartRunner(Part part, List<PartRunner> needs, StackReport report) {
        this.part = part;
        this.needs = needs;
        this.report = report;
    }

    /** Completes when the part is ready for the first time, or with why it never was. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    Part part() {
        return part;
    }

    void begin() {
        Thread.ofPlatform().daemon().name("part-" + part.name()).start(this::run);
    }

    private void run() {
        try {
            CompletableFuture.allOf(
                            needs.stream().map(PartRunner::ready).toArray(CompletableFuture[]::new))
                    .join();
            start();
            ready.complete(null);
            keepRunning();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            ready.completeExceptionally(failure);
        }
    }

    private void start() {
        long before = System.nanoTime();
        report.starting(part);
        part.start();
        report.ready(part, Duration.ofNanos(System.nanoTime() - before));
    }

    private void keepRunning() throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (true) {
            long since = System.nanoTime();
            part.awaitEnd();
            if (isStopping()) {
                return;
            }
            pause = System.nanoTime() - since > STEADY.toNanos() ? FIRST_PAUSE : pause;
            report.ended(part, pause);
            if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            pause =
                    pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                            ? LONGEST_PAUSE
                            : pause.multipliedBy(2);
            restart();
        }
    }

    private void restart() {
        try {
            start();
        } catch (Refused again) {
            report.failed(part, String.valueOf(again.getMessage()));
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    void stop() {
        stopping.countDown();
        part.stop();
    }
}
