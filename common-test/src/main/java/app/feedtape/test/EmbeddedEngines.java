package app.feedtape.test;

import app.feedtape.localstack.engines.Engine;
import app.feedtape.localstack.engines.EngineException;
import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.localstack.engines.RedisEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.springframework.util.FileSystemUtils;

/** Child processes with their data below `target`, gone with the JVM. */
final class EmbeddedEngines implements TestEngines {
    private static final String PASSWORD = "engine-password-of-tests";
    private static final int ATTEMPTS = 3;

    private final List<Engine> running = new CopyOnWriteArrayList<>();
    private final Path home = home();

    EmbeddedEngines() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "test-engines-end"));
    }

    @Override
    public Database postgres() {
        var engine =
                onFreePort(port ->
                        PostgresEngine.start(
                                home.resolve("postgres"),
                                port,
                                PASSWORD,
                                PostgresEngine.FORGETFUL));
        running.add(engine);
        return new Database(engine.jdbcUrl(""), engine.port(), PostgresEngine.SUPERUSER, PASSWORD);
    }

    @Override
    public Broker kafka() {
        var first = onFreePort(port -> KafkaEngine.start(home.resolve("kafka"), port));
        running.add(first);
        return new KillableBroker(first);
    }

    @Override
    public Cache redis() {
        var engine = onFreePort(port -> RedisEngine.start(home.resolve("redis"), port, PASSWORD));
        running.add(engine);
        return new Cache(engine.port(), PASSWORD);
    }

    /** A port that was free a moment ago may be taken by now. */
    private static <E extends Engine> E onFreePort(IntFunction<E> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.apply(Ports.free());
            } catch (EngineException failure) {
                if (attempt == ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }

    private final class KillableBroker implements Broker {
        private KafkaEngine engine;

        KillableBroker(KafkaEngine engine) {
            this.engine = engine;
        }

        @Override
        public String bootstrapServers() {
            return engine.bootstrapServers();
        }

        @Override
        public void takeAway() {
            engine.kill();
        }

        @Override
        public void bringBack() {
            engine = KafkaEngine.start(home.resolve("kafka"), engine.port());
            running.add(engine);
        }
    }

    private void end() {
        running.forEach(Engine::kill);
        try {
            FileSystemUtils.deleteRecursively(home);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path home() {
        try {
            var target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Files.createTempDirectory(target, "test-engines-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
