package app.feedtape.localstack.engines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Starts children that cannot outlive this process. The kernel's parent-death signal is bound to
 * the thread that spawned, so every child is spawned from one platform thread that lives as long as
 * the process does.
 */
public final class ChildProcesses {
    private static final Executor SPAWNER =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("child-spawner").factory());
    private static final boolean SETPRIV = onPath("setpriv");
    private static final boolean SETSID = onPath("setsid");

    private ChildProcesses() {}

    /** What to run, how it learns that its parent died, and where its output goes (appended). */
    public record Command(
            List<String> words,
            Map<String, String> environment,
            Path directory,
            Path log,
            String deathSignal) {
        public static Command of(List<String> words, Path directory, Path log) {
            return new Command(words, Map.of(), directory, log, "KILL");
        }

        Command withDeathSignal(String signal) {
            return new Command(words, environment, directory, log, signal);
        }

        public Command withEnvironment(Map<String, String> values) {
            return new Command(words, values, directory, log, deathSignal);
        }
    }

    public static Process start(Command command) {
        try {
            return CompletableFuture.supplyAsync(() -> spawn(command), SPAWNER).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof EngineException known
                    ? known
                    : new EngineException("Cannot start " + command.words().getFirst(), failure);
        }
    }

    private static Process spawn(Command command) {
        try {
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            var builder =
                    new ProcessBuilder(boundToThisProcess(command))
                            .directory(command.directory().toFile())
                            .redirectErrorStream(true)
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(command.log().toFile()));
            builder.environment().putAll(command.environment());
            return builder.start();
        } catch (IOException failure) {
            throw new EngineException(
                    "Cannot start %s: %s"
                            .formatted(command.words().getFirst(), failure.getMessage()),
                    failure);
        }
    }

    /**
     * In a session of its own, so that Ctrl-C reaches only the parent, which ends its children in
     * the right order. The death signal is forgotten when credentials change, so it is asked for
     * after any `unshare`.
     */
    private static List<String> boundToThisProcess(Command command) {
        var words = command.words();
        var bound = new ArrayList<String>();
        if (SETSID) {
            bound.add("setsid");
        }
        int program = words.indexOf("--") + 1;
        bound.addAll(words.subList(0, program));
        if (SETPRIV) {
            bound.addAll(List.of("setpriv", "--pdeathsig", command.deathSignal(), "--"));
        }
        bound.addAll(words.subList(program, words.size()));
        return bound;
    }

    /** Asks a process to end and, after the given time, kills it with everything it started. */
    public static void end(Process process, long seconds) {
        var descendants = process.descendants().toList();
        process.destroy();
        if (!endsWithin(process, seconds)) {
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
            endsWithin(process, 5);
        }
    }

    static boolean endsWithin(Process process, long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isBlank() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
