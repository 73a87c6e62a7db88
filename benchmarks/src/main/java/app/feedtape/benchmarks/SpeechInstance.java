package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.engines.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The packaged tts-service as a process of its own. */
final class SpeechInstance implements AutoCloseable {

    private static final Path JAR = Path.of("tts-service/target/tts-service.jar");
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private SpeechInstance(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What a process holds. */
    record Holdings(long liveBytes, long threads, long systemThreads, long files) {
        @Override
        public String toString() {
            return "%,d KiB live, %d threads (%d of the system), %d files"
                    .formatted(liveBytes / 1024, threads, systemThreads, files);
        }
    }

    static SpeechInstance start(Path home, Map<String, String> settings) throws IOException {
        Files.createDirectories(home);
        int port = Ports.free();
        int management = Ports.free();
        Map<String, String> environment = new TreeMap<>(settings);
        environment.put("PORT", String.valueOf(port));
        environment.put("MANAGEMENT_PORT", String.valueOf(management));
        List<String> words =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xmx512m",
                        "-Duser.timezone=UTC",
                        "-jar",
                        JAR.toAbsolutePath().toString());
        Process process =
                ChildProcesses.start(
                        Command.of(words, home, home.resolve("service.log"))
                                .withEnvironment(environment));
        SpeechInstance instance = new SpeechInstance(process, port);
        instance.awaitReady(management, home);
        return instance;
    }

    private void awaitReady(int management, Path home) throws IOException {
        HttpRequest ready =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/actuator/health/readiness"
                                                .formatted(management)))
                        .build();
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (!answers(http, ready)) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroyForcibly();
                    throw new IllegalStateException(Files.readString(home.resolve("service.log")));
                }
                Thread.sleep(200);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static boolean answers(HttpClient http, HttpRequest ready) throws InterruptedException {
        try {
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** After a full collection: what is live, and who is there. */
    Holdings holdings() throws IOException {
        List<String> histogram = jcmd("GC.class_histogram").lines().toList();
        String total = histogram.getLast().strip();
        Path dump = Files.createTempFile("threads", ".txt");
        Files.delete(dump);
        jcmd("Thread.dump_to_file", dump.toString());
        long threads;
        try (Stream<String> lines = Files.lines(dump)) {
            threads = lines.filter(line -> line.startsWith("#")).count();
        }
        Files.delete(dump);
        return new Holdings(
                Long.parseLong(total.split("\\s+")[2]), threads, entries("task"), entries("fd"));
    }

    private long entries(String folder) throws IOException {
        try (Stream<Path> all =
                Files.list(Path.of("/proc", String.valueOf(process.pid()), folder))) {
            return all.count();
        }
    }

    private String jcmd(String... command) throws IOException {
        Process jcmd =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(
                                                        Path.of(
                                                                        System.getProperty(
                                                                                "java.home"),
                                                                        "bin",
                                                                        "jcmd")
                                                                .toString(),
                                                        String.valueOf(process.pid())),
                                                Stream.of(command))
                                        .toList())
                        .redirectErrorStream(true)
                        .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        ChildProcesses.end(process, 20);
    }
}
