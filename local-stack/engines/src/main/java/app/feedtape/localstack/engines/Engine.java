package app.feedtape.localstack.engines;

import java.io.IOException;
import java.nio.file.Path;

/** One running child that answers on a loopback port and keeps its data in a directory. */
public abstract sealed class Engine implements AutoCloseable
        permits PostgresEngine, KafkaEngine, RedisEngine {

    private final EngineDirectory directory;
    private final Process process;
    private final int port;

    Engine(EngineDirectory directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** What starts an engine on a directory that is its own from then on. */
    interface Start<E extends Engine> {
        E on(EngineDirectory claimed) throws IOException;
    }

    /** Claims the directory, and gives it back when nothing comes of the start. */
    static <E extends Engine> E startOn(String name, Path directory, Start<E> start) {
        var claimed = EngineDirectory.claim(directory);
        try {
            return start.on(claimed);
        } catch (IOException failure) {
            claimed.close();
            throw new EngineException(
                    "Cannot prepare %s in %s".formatted(name, directory), failure);
        } catch (RuntimeException failure) {
            claimed.close();
            throw failure;
        }
    }

    public final int port() {
        return port;
    }

    /** The process id of the server itself, not of a wrapper. */
    public final long pid() {
        return process.pid();
    }

    public final boolean isAlive() {
        return process.isAlive();
    }

    final Path path() {
        return directory.path();
    }

    /** Asks it to end and waits; after 10 s it is killed. */
    public final void stop() {
        end(process);
        directory.close();
    }

    void end(Process running) {
        ChildProcesses.end(running, 10);
    }

    /**
     * SIGKILL, for fault tests: nothing is flushed, and a later start on the same directory
     * recovers.
     */
    public final void kill() {
        process.destroyForcibly();
        ChildProcesses.endsWithin(process, 5);
        directory.close();
    }

    @Override
    public final void close() {
        stop();
    }
}
