package app.feedtape.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The character ledger beside pgbench on one PostgreSQL. What is package-private there is measured
 * by {@code LedgerLoad} of tts-service's tests, in a process of its own.
 */
final class LedgerDecisions {

    private static final String ROW = "ROW\t";
    private static final Path TESTS = Path.of("tts-service", "target");

    private LedgerDecisions() {}

    static void measure(Report report) throws IOException, InterruptedException {
        String dependencies = Files.readString(TESTS.resolve("test.classpath")).strip();
        String classes = TESTS.resolve("test-classes") + ":" + TESTS.resolve("classes");
        Process load =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Duser.timezone=UTC",
                                "-cp",
                                classes + ":" + dependencies,
                                "app.feedtape.tts.ledger.LedgerLoad")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(load.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(ROW)) {
                    report.row(line.substring(ROW.length()).split("\t", -1));
                }
            }
        }
        if (load.waitFor() != 0) {
            throw new IllegalStateException("The load ended with " + load.exitValue());
        }
    }
}
