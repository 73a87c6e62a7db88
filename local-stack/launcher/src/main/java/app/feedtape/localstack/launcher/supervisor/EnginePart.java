package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.Engine;
import app.feedtape.localstack.engines.EngineException;
import app.feedtape.localstack.launcher.Refused;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, Kafka or Redis as a child. */
final class EnginePart implements Part {
    private final String name;
    private final String address;
    private final Supplier<Engine> starting;
    private volatile @Nullable Engine engine;

    EnginePart(String name, String address, Supplier<Engine> starting) {
        this.name = name;
        this.address = address;
        this.starting = starting;
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
        try {
            engine = starting.get();
        } catch (EngineException failure) {
            throw new Refused(String.valueOf(failure.getMessage()), failure);
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        var running = engine;
        if (running != null) {
            var process = ProcessHandle.of(running.pid());
            if (process.isPresent()) {
                process.get().onExit().join();
            }
            // Gives the directory back, so that the next start may claim it.
            running.stop();
        }
    }

    @Override
    public void stop() {
        var running = engine;
        if (running != null) {
            running.stop();
        }
    }

    @Override
    public long pid() {
        var running = engine;
        return running != null && running.isAlive() ? running.pid() : 0;
    }
}
