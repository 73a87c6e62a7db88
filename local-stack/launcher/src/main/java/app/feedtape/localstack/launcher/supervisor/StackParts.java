package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.Engine;
import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.localstack.engines.RedisEngine;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.ServiceEnvironment;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The parts of a stack and what each waits for. Real engines named by settings are not parts. */
final class StackParts {
    private final StackSettings settings;
    private final Secrets secrets;
    private final ServiceEnvironment environment;
    private final StackReport report;
    private final Set<String> startedOnce = ConcurrentHashMap.newKeySet();

    StackParts(StackSettings settings, Secrets secrets, StackReport report) {
        this.settings = settings;
        this.secrets = secrets;
        this.environment = new ServiceEnvironment(settings, secrets);
        this.report = report;
    }

    List<PartRunner> all() {
        var parts = new ArrayList<PartRunner>();
        var needs = new ArrayList<PartRunner>();
        if (settings.externalPostgres().isEmpty()) {
            var postgres =
                    runner(
                            new EnginePart("postgres", settings.postgresUrl(), this::postgres),
                            List.of());
            parts.add(postgres);
            // Roles and schemas must be there before a service looks for them; everything else a
            // service waits for.
            needs.add(postgres);
        }
        if (settings.externalKafka().isPresent()) {
            ClockTopics.make(settings.kafka());
        } else {
            parts.add(runner(new EnginePart("kafka", settings.kafka(), this::kafka), List.of()));
        }
        if (settings.externalRedis().isEmpty()) {
            parts.add(
                    runner(
                            new EnginePart(
                                    "redis", "127.0.0.1:" + settings.redisPort(), this::redis),
                            List.of()));
        }
        parts.add(runner(world(), List.of()));
        for (Room room : settings.rooms()) {
            parts.add(runner(service(room), needs));
        }
        return parts;
    }

    private PartRunner runner(Part part, List<PartRunner> needs) {
        return new PartRunner(part, needs, report);
    }

    private Engine postgres() {
        var engine =
                PostgresEngine.start(
                        settings.data().resolve("postgres"),
                        settings.postgresPort(),
                        secrets.get("postgres"));
        new DatabaseBootstrap(secrets.databasePasswords())
                .apply(engine.jdbcUrl(""), PostgresEngine.SUPERUSER, secrets.get("postgres"));
        return engine;
    }

    private Engine kafka() {
        var layout = Layout.broker(settings);
        var flags =
                new ArrayList<>(
                        List.of("-XX:+UseCompactObjectHeaders", Leavings.mark(settings.data())));
        flags.addAll(JavaCommand.useCache(layout));
        var engine =
                KafkaEngine.start(
                        settings.data().resolve("kafka"),
                        settings.kafkaPort(),
                        new KafkaEngine.Jvm(flags, layout.classPath()));
        ClockTopics.make(engine.bootstrapServers());
        return engine;
    }

    private Engine redis() {
        return RedisEngine.start(
                settings.data().resolve("redis"), settings.redisPort(), secrets.get("redis"));
    }

    private Part world() {
        return new JavaPart(
                "world",
                settings.world().toString(),
                settings.world().resolve("/clock"),
                () -> {
                    var words = JavaCommand.run(Layout.world(settings), settings);
                    return command("world", words).withEnvironment(environment.ofWorld());
                });
    }

    private Part service(Room room) {
        var readiness = settings.management(room).resolve("/actuator/health/readiness");
        return new JavaPart(
                room.service(),
                settings.url(room).toString(),
                readiness,
                () -> {
                    var words = JavaCommand.run(Layout.of(room, settings), settings);
                    return command(room.service(), words).withEnvironment(environment.of(room));
                });
    }

    private Command command(String name, List<String> words) {
        var log = settings.logs().resolve(name + ".log");
        if (startedOnce.add(name)) {
            keepPrevious(log);
        }
        return Command.of(words, settings.data(), log);
    }

    /** The log of the stack's previous run stays beside the one of this run. */
    private static void keepPrevious(Path log) {
        try {
            if (Files.exists(log)) {
                Files.move(
                        log,
                        log.resolveSibling(log.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failure) {
            throw new Refused("Cannot put %s aside".formatted(log), failure);
        }
    }
}
