package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.engines.DatabaseBootstrap;
import app.feedtape.localstack.engines.EngineException;
import app.feedtape.localstack.engines.KafkaEngine;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.localstack.engines.PostgresEngine;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns the start-up caches after a start, one process at a time and behind everything else on the
 * machine. The copy that is learnt from has a PostgreSQL and a Kafka of its own: it never touches
 * what the running stack uses. `FEEDTAPE_TRAIN=off` leaves it out.
 */
final class Training {
    private static final Duration QUIET = Duration.ofSeconds(4);

    private final StackSettings settings;
    private final Secrets secrets;
    private final StackReport report;
    private final Path folder;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Process running;
    private @Nullable Thread thread;

    Training(StackSettings settings, Secrets secrets, StackReport report) {
        this.settings = settings;
        this.secrets = secrets;
        this.report = report;
        this.folder = settings.data().resolve("training");
    }

    void begin() {
        if (!settings.value("FEEDTAPE_TRAIN").orElse("on").equals("off")) {
            thread = Thread.ofPlatform().daemon().name("training").start(this::run);
        }
    }

    private void run() {
        try {
            if (stopping.await(QUIET.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            var broker = Layout.broker(settings);
            var others =
                    Stream.concat(
                                    Stream.of(Layout.world(settings)),
                                    settings.rooms().stream()
                                            .map(room -> Layout.of(room, settings)))
                            .filter(layout -> !layout.isTrained())
                            .toList();
            if (!others.isEmpty() || !broker.isTrained()) {
                train(broker, others);
            }
        } catch (IOException | Refused | EngineException failure) {
            if (goesOn()) {
                report.say("  start-up caches could not be learnt: " + failure.getMessage());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean goesOn() {
        return stopping.getCount() > 0;
    }

    private void train(Layout broker, List<Layout> others)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        forget();
        var recorded = broker.folder().resolve("app.aotconf");
        try (var postgres =
                        PostgresEngine.start(
                                folder.resolve("postgres"),
                                Ports.free(),
                                secrets.get("postgres"),
                                PostgresEngine.FORGETFUL);
                var kafka =
                        KafkaEngine.start(
                                folder.resolve("kafka"), Ports.free(), jvm(broker, recorded))) {
            new DatabaseBootstrap(secrets.databasePasswords())
                    .apply(postgres.jdbcUrl(""), PostgresEngine.SUPERUSER, secrets.get("postgres"));
            var own =
                    Map.of(
                            "FEEDTAPE_POSTGRES_URL", postgres.jdbcUrl(DatabaseBootstrap.DATABASE),
                            "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                            "FEEDTAPE_DATA", folder.toString(),
                            "FEEDTAPE_AUDIO_DIRECTORY", folder.resolve("audio").toString());
            var visits = new TrainingVisits(settings, secrets, own, this::goesOn);
            for (Layout layout : others) {
                learn(layout, visits);
            }
        }
        if (Files.exists(recorded)) {
            create(broker, recorded);
        }
        forget();
        if (goesOn()) {
            report.say(
                    "Start-up caches learnt in %d s, the next start is faster"
                            .formatted(Duration.ofNanos(System.nanoTime() - begun).toSeconds()));
        }
    }

    private KafkaEngine.Jvm jvm(Layout broker, Path recorded) {
        var cache =
                broker.isTrained() ? JavaCommand.useCache(broker) : JavaCommand.recording(recorded);
        var flags =
                Stream.of(JavaCommand.LIGHT, List.of(Leavings.mark(settings.data())), cache)
                        .flatMap(List::stream);
        return new KafkaEngine.Jvm(flags.toList(), broker.classPath());
    }

    private void forget() throws IOException {
        if (Files.exists(folder)) {
            LayoutShelf.delete(folder);
        }
    }

    private void learn(Layout layout, TrainingVisits visits)
            throws IOException, InterruptedException {
        var ahead = SpringAot.jarIn(layout.folder());
        Files.deleteIfExists(ahead);
        if (goesOn() && isService(layout)) {
            var aot = new SpringAot(layout, folder.resolve("spring-aot").resolve(layout.name()));
            var variables = visits.to(layout).variables();
            if (aot.make(words -> isDone(layout, words, variables))
                    && isLearnt(layout.withSpringAot(), visits)) {
                return;
            }
            Files.deleteIfExists(ahead);
            if (goesOn()) {
                report.say(
                        "  %-16s starts without what Spring makes ahead, see training-%s.log"
                                .formatted(layout.name(), layout.name()));
            }
        }
        if (goesOn()) {
            isLearnt(layout, visits);
        }
    }

    private static boolean isService(Layout layout) {
        return Room.named(layout.name()).isPresent();
    }

    private boolean isDone(Layout layout, List<String> words, Map<String, String> variables)
            throws IOException, InterruptedException {
        return goesOn() && spawn(layout, JavaCommand.behindOthers(words), variables).waitFor() == 0;
    }

    /** Learns from a copy that became ready. */
    private boolean isLearnt(Layout layout, TrainingVisits visits)
            throws IOException, InterruptedException {
        var recorded = layout.folder().resolve("app.aotconf");
        var visit = visits.to(layout);
        var copy =
                spawn(
                        layout,
                        JavaCommand.record(layout, settings.data(), recorded),
                        visit.variables());
        boolean ready = visit.pay(copy);
        copy.destroy();
        copy.waitFor();
        if (ready && Files.exists(recorded)) {
            create(layout, recorded);
        }
        Files.deleteIfExists(recorded);
        return ready;
    }

    private void create(Layout layout, Path recorded) throws IOException, InterruptedException {
        var unfinished = layout.folder().resolve("app.aot.new");
        try {
            if (goesOn()) {
                spawn(
                                layout,
                                JavaCommand.create(layout, settings.data(), recorded, unfinished),
                                Map.of())
                        .waitFor();
            }
            if (goesOn() && Files.exists(unfinished)) {
                Files.move(unfinished, layout.cache(), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(recorded);
            Files.deleteIfExists(unfinished);
        }
    }

    private Process spawn(Layout layout, List<String> words, Map<String, String> variables) {
        var log = settings.logs().resolve("training-" + layout.name() + ".log");
        var process =
                ChildProcesses.start(
                        Command.of(words, settings.data(), log).withEnvironment(variables));
        running = process;
        if (!goesOn()) {
            process.destroyForcibly();
        }
        return process;
    }

    /** Leaves nothing behind; what was not learnt is learnt after the next start. */
    void stop() {
        stopping.countDown();
        var process = running;
        if (process != null) {
            process.destroyForcibly();
        }
        var worker = thread;
        if (worker != null) {
            try {
                worker.join(Duration.ofSeconds(10));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
