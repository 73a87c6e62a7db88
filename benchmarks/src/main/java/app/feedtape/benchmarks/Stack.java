package app.feedtape.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole system as {@code ./feedtape up} starts it, with data and ports of its own, so that one
 * that is in use is neither measured nor disturbed.
 */
final class Stack implements AutoCloseable {

    private static final List<String> PORTS =
            List.of(
                    "GATEWAY",
                    "AUTH",
                    "FEED",
                    "TTS",
                    "BILLING",
                    "ADMIN",
                    "WORLD",
                    "POSTGRES",
                    "KAFKA",
                    "REDIS",
                    "SMTP");
    private static final List<String> MANAGED =
            List.of("GATEWAY", "AUTH", "FEED", "TTS", "BILLING", "ADMIN");

    private final Path root = root();
    private final Map<String, String> environment = new TreeMap<>();

    private Stack(String jvm) throws IOException {
        freePorts();
        environment.put(
                "FEEDTAPE_DATA", Files.createTempDirectory("feedtape-benchmark").toString());
        environment.put("FEEDTAPE_TRUSTED_HOPS", "1");
        environment.put("FEEDTAPE_TRAIN", "off");
        environment.put("FEEDTAPE_JVM", jvm);
    }

    /** With the JVM's settings that the local stack has. */
    static Stack start() throws IOException {
        return start("laptop");
    }

    /** With those that the images have. */
    static Stack startAsInProduction() throws IOException {
        return start("production");
    }

    private static Stack start(String jvm) throws IOException {
        Stack stack = new Stack(jvm);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
        stack.feedtape("up");
        return stack;
    }

    URI gateway() {
        return URI.create("http://localhost:" + environment.get("FEEDTAPE_GATEWAY_PORT"));
    }

    URI world() {
        return URI.create("http://localhost:" + environment.get("FEEDTAPE_WORLD_PORT"));
    }

    /** What the stack made for itself and tells nobody else. */
    String secret(String name) {
        Path secrets = Path.of(environment.getOrDefault("FEEDTAPE_DATA", ""), "secrets");
        try {
            return Files.readAllLines(secrets).stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The database as a service sees it. */
    Connection database(String schema) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/feedtape"
                        .formatted(environment.get("FEEDTAPE_POSTGRES_PORT")),
                schema + "_app",
                secret("role." + schema + "_app"));
    }

    /** What its parts have taken of the processors so far. */
    CpuTimes cpu() {
        return CpuTimes.of(Path.of(environment.getOrDefault("FEEDTAPE_DATA", "")));
    }

    private void feedtape(String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("feedtape").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            int exit = builder.start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command + " ended with " + exit);
            }
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        if (environment.remove("FEEDTAPE_TRAIN") != null) {
            feedtape("down");
        }
    }

    private void freePorts() throws IOException {
        List<String> names = new ArrayList<>();
        PORTS.forEach(name -> names.add("FEEDTAPE_" + name + "_PORT"));
        MANAGED.forEach(name -> names.add("FEEDTAPE_" + name + "_MANAGEMENT_PORT"));
        List<ServerSocket> sockets = new ArrayList<>();
        for (String name : names) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            environment.put(name, String.valueOf(socket.getLocalPort()));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("feedtape"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("Not inside of a checkout");
            }
            folder = parent;
        }
        return folder;
    }
}
