package app.feedtape.benchmarks;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A gateway under test, in a process of its own.
 *
 * @param helper the process that works for it beside its own, as Redis does; 0 for none
 * @param readySeconds from its start until it was ready
 */
record Contender(String name, Process process, int port, long helper, double readySeconds)
        implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    /** A start-up cache is written at the end. */
    private static final long LAST_WORDS_SECONDS = 180;

    private static final String PATH = "/api/subscription/status";

    /** How one is started. */
    record Plan(
            String name,
            List<String> words,
            Map<String, String> settings,
            int port,
            String readyAt,
            long helper) {}

    static Contender start(Plan plan, Path home) throws IOException {
        Files.createDirectories(home);
        Path log = home.resolve("log");
        long startedAt = System.nanoTime();
        Process process =
                ChildProcesses.start(
                        Command.of(plan.words(), home, log).withEnvironment(plan.settings()));
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers(plan.readyAt())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException(Files.readString(log));
            }
            pause();
        }
        double readySeconds = (System.nanoTime() - startedAt) / 1e9;
        return new Contender(plan.name(), process, plan.port(), plan.helper(), readySeconds);
    }

    private static boolean answers(String address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setConnectTimeout(500);
            connection.setReadTimeout(2000);
            int status = connection.getResponseCode();
            connection.disconnect();
            // A gateway that asks for a token has begun to work.
            return status == 200 || status == 401;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + PATH;
    }

    /** Stands still while others are measured, with all that it does beside requests. */
    void halt() throws IOException {
        Programs.run(List.of("kill", "-STOP", String.valueOf(process.pid())));
    }

    void goOn() throws IOException {
        Programs.run(List.of("kill", "-CONT", String.valueOf(process.pid())));
    }

    /** Seconds of processors used by it and by whoever works for it. */
    double cpuSeconds() throws IOException {
        return CpuTime.seconds(
                helper == 0 ? List.of(process.pid()) : List.of(process.pid(), helper));
    }

    double helperSeconds() throws IOException {
        return helper == 0 ? 0 : CpuTime.seconds(List.of(helper));
    }

    @Override
    public void close() {
        try {
            goOn();
        } catch (IOException ended) {
            // It is gone already.
        }
        ChildProcesses.end(process, LAST_WORDS_SECONDS);
    }
}
