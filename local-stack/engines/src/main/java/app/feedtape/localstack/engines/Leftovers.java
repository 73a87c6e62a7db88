package app.feedtape.localstack.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Servers still running on a directory that nobody owns: what a crashed launcher left behind. They
 * are known by their command line and, for PostgreSQL's workers, by their working directory; a
 * zombie has neither and does not count.
 */
public final class Leftovers {
    private Leftovers() {}

    /** Ends what still runs on an engine's directory; asks first, kills after three seconds. */
    public static void end(Path home) {
        long gentleUntil = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        boolean asked = false;
        for (var left = find(home); !left.isEmpty(); left = find(home)) {
            if (System.nanoTime() > deadline) {
                throw new EngineException(
                        "Process %d still uses %s and cannot be ended."
                                .formatted(left.getFirst().pid(), home));
            }
            if (System.nanoTime() > gentleUntil) {
                left.forEach(ProcessHandle::destroyForcibly);
            } else if (!asked) {
                left.forEach(ProcessHandle::destroy);
                asked = true;
            }
            Ports.pause();
        }
    }

    private static List<ProcessHandle> find(Path home) {
        var servers =
                Set.of(
                        home.resolve("data").toString(),
                        home.resolve("server.properties").toString(),
                        home.resolve("redis.conf").toString());
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process ->
                        names(process, servers) || worksIn(process, home.resolve("data")))
                .toList();
    }

    private static boolean names(ProcessHandle process, Set<String> servers) {
        Optional<String[]> words = process.info().arguments();
        return words.isPresent() && Arrays.stream(words.get()).anyMatch(servers::contains);
    }

    private static boolean worksIn(ProcessHandle process, Path data) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .equals(data);
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
