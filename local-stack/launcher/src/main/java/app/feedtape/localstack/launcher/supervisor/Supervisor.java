package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** Starts all parts, stays with them, and takes them down with itself, whichever way it ends. */
public final class Supervisor {
    private final StackSettings settings;
    private final StackReport report;
    private final CountDownLatch ended = new CountDownLatch(1);

    public Supervisor(StackSettings settings, PrintStream out) {
        this.settings = settings;
        this.report = new StackReport(settings.data(), out);
    }

    /** Runs until SIGTERM or SIGINT; answers 1 at once when the stack cannot be started. */
    public int run(Runnable whenReady) {
        try (var _ =
                SupervisorLock.take(settings.data())
                        .orElseThrow(() ->
                                new Refused(
                                        "Another stack is running on %s."
                                                .formatted(settings.data())))) {
            Leavings.end(settings.data());
            PortCheck.requireFree(settings);
            return supervise(whenReady);
        } catch (Refused refused) {
            report.gaveUp(String.valueOf(refused.getMessage()));
            throw refused;
        }
    }

    private int supervise(Runnable whenReady) {
        long begun = System.nanoTime();
        var secrets = Secrets.in(settings.data());
        var parts = new StackParts(settings, secrets, report).all();
        var training = new Training(settings, secrets, report);
        var hook = new Thread(() -> takeDown(parts, training), "take-down");
        Runtime.getRuntime().addShutdownHook(hook);
        parts.forEach(PartRunner::begin);
        try {
            firstFailureOrAll(parts).join();
        } catch (CompletionException failure) {
            end(parts);
            var reason = rootReason(failure);
            report.gaveUp(reason);
            Runtime.getRuntime().removeShutdownHook(hook);
            throw new Refused(reason, failure);
        }
        report.settled();
        report.say(
                "Ready in %.1f s"
                        .formatted(
                                Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0));
        whenReady.run();
        training.begin();
        awaitEnd();
        return 0;
    }

    private static CompletableFuture<Void> firstFailureOrAll(List<PartRunner> parts) {
        var all =
                CompletableFuture.allOf(
                        parts.stream().map(PartRunner::ready).toArray(CompletableFuture[]::new));
        var outcome = new CompletableFuture<Void>();
        parts.forEach(part ->
                part.ready()
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                outcome.completeExceptionally(failure);
                            }
                        }));
        all.thenRun(() -> outcome.complete(null));
        return outcome;
    }

    private static String rootReason(Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeDown(List<PartRunner> parts, Training training) {
        report.say("Stopping");
        training.stop();
        end(parts);
        report.down();
        report.say("Down");
        ended.countDown();
    }

    /**
     * Services first and side by side, so that none sees its database go; then what they stand on.
     */
    private static void end(List<PartRunner> parts) {
        stopAll(parts.stream().filter(part -> part.part() instanceof JavaPart).toList());
        stopAll(parts.stream().filter(part -> !(part.part() instanceof JavaPart)).toList());
    }

    private static void stopAll(List<PartRunner> parts) {
        CompletableFuture.allOf(
                        parts.stream()
                                .map(part ->
                                        CompletableFuture.runAsync(
                                                part::stop,
                                                task -> Thread.ofPlatform().daemon().start(task)))
                                .toArray(CompletableFuture[]::new))
                .join();
    }
}
