package app.feedtape.localstack.engines;

import app.feedtape.localstack.engines.ChildProcesses.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Kafka broker that is its own controller, on the loopback address, in a small JVM of its own.
 */
public final class KafkaEngine extends Engine {
    /** The broker's main class; it takes the configuration and the file to write when ready. */
    public static final String MAIN = "app.feedtape.localstack.broker.BrokerMain";

    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("process.roles", "broker,controller"),
                    Map.entry("node.id", "1"),
                    Map.entry("controller.listener.names", "CONTROLLER"),
                    Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                    Map.entry(
                            "listener.security.protocol.map",
                            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("offsets.topic.num.partitions", "4"),
                    Map.entry("transaction.state.log.num.partitions", "4"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    // After kill -9 the old registration must lapse before the broker may come
                    // back.
                    Map.entry("broker.session.timeout.ms", "2000"),
                    Map.entry("broker.heartbeat.interval.ms", "500"),
                    Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                    Map.entry("auto.create.topics.enable", "false"));

    private KafkaEngine(EngineDirectory directory, Process process, int port) {
        super(directory, process, port);
    }

    /** How the broker's JVM is started: flags, and the class path of `local-stack/broker`. */
    public record Jvm(List<String> flags, String classPath) {}

    /** Starts on an empty or a used directory and returns when the broker serves clients. */
    public static KafkaEngine start(Path directory, int port) {
        return start(directory, port, new Jvm(List.of("-Xshare:auto"), classPath()));
    }

    public static KafkaEngine start(Path directory, int port, Jvm jvm) {
        return startOn(
                "Kafka",
                directory,
                claimed -> {
                    var ready = claimed.path().resolve("ready");
                    Files.deleteIfExists(ready);
                    var configuration = configure(claimed.path(), port);
                    var words =
                            new ArrayList<>(
                                    List.of(
                                            java(),
                                            "-Xmx96m",
                                            "-XX:+UseSerialGC",
                                            "-XX:TieredStopAtLevel=1"));
                    words.addAll(jvm.flags());
                    words.addAll(
                            List.of(
                                    "-cp",
                                    jvm.classPath(),
                                    MAIN,
                                    configuration.toString(),
                                    ready.toString()));
                    var process =
                            ChildProcesses.start(
                                    Command.of(
                                            words,
                                            claimed.path(),
                                            claimed.path().resolve("server.log")));
                    Ports.await(
                            "Kafka", process, Duration.ofSeconds(90), () -> Files.exists(ready));
                    return new KafkaEngine(claimed, process, port);
                });
    }

    private static Path configure(Path home, int port) throws IOException {
        int controller = Ports.free();
        var all = new TreeMap<>(SETTINGS);
        all.put("log.dirs", home.resolve("data").toString());
        all.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controller));
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:%d".formatted(port));
        all.put("controller.quorum.voters", "1@127.0.0.1:%d".formatted(controller));
        Files.createDirectories(home.resolve("data"));
        return Files.writeString(
                home.resolve("server.properties"),
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String classPath() {
        var target = FeedTapeHome.locate().resolve("local-stack/broker/target");
        if (!Files.isDirectory(target.resolve("lib"))
                || !Files.isDirectory(target.resolve("classes"))) {
            throw new EngineException(
                    "The Kafka broker is not built: run ./mvnw -pl local-stack/broker package.");
        }
        return target.resolve("classes") + ":" + target.resolve("lib") + "/*";
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }
}
