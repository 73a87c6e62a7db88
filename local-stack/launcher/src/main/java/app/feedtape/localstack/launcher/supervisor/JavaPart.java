package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.launcher.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A Java process that says by HTTP when it is ready. */
final class JavaPart implements Part {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** Each question costs the part a little of the start it is asked about. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(150);

    private static final int SECONDS_TO_END = 35;
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();

    private final String name;
    private final String address;
    private final URI readiness;
    private final Supplier<Command> command;
    private volatile @Nullable Process process;

    JavaPart(String name, String address, URI readiness, Supplier<Command> command) {
        this.name = name;
        this.address = address;
        this.readiness = readiness;
        this.command = command;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void start() {
        var starting = command.get();
        var started = ChildProcesses.start(starting);
        process = started;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (!started.isAlive()) {
                throw new Refused(
                        "%s ended before it was ready: %s (see %s)"
                                .formatted(name, lastWords(starting), starting.log()));
            }
            if (System.nanoTime() > deadline) {
                ChildProcesses.end(started, 5);
                throw new Refused(
                        "%s was not ready within %d s, see %s"
                                .formatted(name, PATIENCE.toSeconds(), starting.log()));
            }
            pause();
        }
    }

    private boolean isReady() {
        try {
            var request = HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(3)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_QUESTIONS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted while starting", interrupted);
        }
    }

    static String lastWords(Command command) {
        try (var lines = Files.lines(command.log())) {
            return lines.filter(line -> line.contains("ERROR") || line.contains("Exception"))
                    .reduce((first, second) -> second)
                    .map(line -> line.length() > 300 ? line.substring(0, 300) + "..." : line)
                    .orElse("it said nothing");
        } catch (IOException unreadable) {
            return "its log cannot be read";
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        var running = process;
        if (running != null) {
            running.waitFor();
        }
    }

    @Override
    public void stop() {
        var running = process;
        if (running != null && running.isAlive()) {
            ChildProcesses.end(running, SECONDS_TO_END);
        }
    }

    @Override
    public long pid() {
        var running = process;
        return running != null && running.isAlive() ? running.pid() : 0;
    }
}
