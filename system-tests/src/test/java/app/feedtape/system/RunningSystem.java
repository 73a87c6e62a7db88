package app.feedtape.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole system as {@code ./feedtape up} starts it: production jars, separate processes,
 * embedded PostgreSQL, Kafka, Redis and outside world, on free ports and with a data folder of its
 * own. One is shared by the tests that leave its clock and its parts alone, one by those that do
 * not.
 */
final class RunningSystem implements AutoCloseable {

    private static final Path ROOT = root();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> PORT_SETTINGS =
            List.of(
                    "FEEDTAPE_GATEWAY_PORT",
                    "FEEDTAPE_GATEWAY_MANAGEMENT_PORT",
                    "FEEDTAPE_AUTH_PORT",
                    "FEEDTAPE_AUTH_MANAGEMENT_PORT",
                    "FEEDTAPE_FEED_PORT",
                    "FEEDTAPE_FEED_MANAGEMENT_PORT",
                    "FEEDTAPE_TTS_PORT",
                    "FEEDTAPE_TTS_MANAGEMENT_PORT",
                    "FEEDTAPE_BILLING_PORT",
                    "FEEDTAPE_BILLING_MANAGEMENT_PORT",
                    "FEEDTAPE_ADMIN_PORT",
                    "FEEDTAPE_ADMIN_MANAGEMENT_PORT",
                    "FEEDTAPE_WORLD_PORT",
                    "FEEDTAPE_POSTGRES_PORT",
                    "FEEDTAPE_KAFKA_PORT",
                    "FEEDTAPE_REDIS_PORT",
                    "FEEDTAPE_SMTP_PORT");

    private static RunningSystem shared;
    private static RunningSystem disturbed;

    private final Path data;
    private final Map<String, String> environment;

    private RunningSystem(String name) {
        data = ROOT.resolve("system-tests/target").resolve(name);
        environment = new TreeMap<>(freePorts());
        environment.put("FEEDTAPE_DATA", data.toString());
        environment.put("FEEDTAPE_BUILD", "never");
        // Unpacked once for all of them; caches for faster starts cost more here than they save.
        environment.put("FEEDTAPE_LAYOUT", ROOT.resolve("system-tests/target/layout").toString());
        environment.put("FEEDTAPE_TRAIN", "off");
        // Every listener comes from an address of their own, as behind a load balancer.
        environment.put("FEEDTAPE_TRUSTED_HOPS", "1");
    }

    /** The system that tests share; started by the first who asks, ended with the JVM. */
    static synchronized RunningSystem shared() {
        if (shared == null) {
            shared = untilTheEnd(start("shared-system"));
        }
        return shared;
    }

    /** The one whose clock is moved and whose parts are killed, for tests that mind neither. */
    static synchronized RunningSystem disturbed() {
        if (disturbed == null) {
            disturbed = untilTheEnd(start("disturbed-system"));
        }
        return disturbed;
    }

    private static RunningSystem untilTheEnd(RunningSystem system) {
        Runtime.getRuntime().addShutdownHook(new Thread(system::close));
        return system;
    }

    /** A system of one's own, with nothing in it. */
    static RunningSystem start(String name) {
        RunningSystem system = new RunningSystem(name);
        deleteRecursively(system.data);
        system.feedtape("up").orFail();
        return system;
    }

    /** A system of one's own with nothing in it, not started; `settings` win over its own ports. */
    static RunningSystem prepared(String name, Map<String, String> settings) {
        RunningSystem system = new RunningSystem(name);
        system.environment.putAll(settings);
        deleteRecursively(system.data);
        return system;
    }

    /** More of its environment, from the next command on. */
    void set(Map<String, String> settings) {
        environment.putAll(settings);
    }

    /** How a command ended. */
    record Outcome(List<String> command, int exitCode, String output) {
        Outcome orFail() {
            if (exitCode != 0) {
                throw new AssertionError(command + " ended with " + exitCode + ":\n" + output);
            }
            return this;
        }
    }

    /** Runs {@code ./feedtape …} against this system and waits for its end. */
    Outcome feedtape(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("feedtape").toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("feedtape", ".out");
            ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(output.toFile());
            Process process = builder.start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end:\n" + Files.readString(output));
            }
            Outcome outcome =
                    new Outcome(
                            command,
                            process.exitValue(),
                            Files.readString(output, StandardCharsets.UTF_8));
            Files.delete(output);
            return outcome;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** What {@code status --json} prints. */
    JsonNode status() {
        return JSON.readTree(feedtape("status", "--json").output());
    }

    URI gateway() {
        return URI.create("http://localhost:" + environment.get("FEEDTAPE_GATEWAY_PORT"));
    }

    URI world() {
        return URI.create("http://localhost:" + environment.get("FEEDTAPE_WORLD_PORT"));
    }

    /** The service's own address, around the gateway. */
    URI service(String shortName) {
        return URI.create("http://localhost:" + environment.get("FEEDTAPE_" + shortName + "_PORT"));
    }

    int port(String setting) {
        return Integer.parseInt(environment.get(setting));
    }

    Path data() {
        return data;
    }

    /** Everything any part has logged so far. */
    String logs() {
        try (Stream<Path> files = Files.walk(data.resolve("logs"))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return all.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        feedtape("down");
    }

    private static Map<String, String> freePorts() {
        List<ServerSocket> sockets = new ArrayList<>();
        Map<String, String> ports = new TreeMap<>();
        try {
            for (String setting : PORT_SETTINGS) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.put(setting, String.valueOf(socket.getLocalPort()));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static void deleteRecursively(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
