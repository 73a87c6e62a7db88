package app.feedtape.localstack.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.localstack.engines.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The engines and the world as real processes under a real supervisor; the six services are started
 * by system tests.
 */
class StackLifeTest {
    private static final String ALL = "auth,billing,feed,tts,admin,gateway";

    @TempDir Path folder;

    private Path data;
    private Map<String, String> settings;

    record Outcome(int code, String out) {}

    @BeforeEach
    void chooseFreePorts() {
        data = folder.resolve("data");
        settings =
                new HashMap<>(
                        Map.of(
                                "FEEDTAPE_DATA",
                                data.toString(),
                                "FEEDTAPE_WITHOUT",
                                ALL,
                                "FEEDTAPE_TRAIN",
                                "off",
                                "FEEDTAPE_VOICE",
                                "tone"));
        for (String name : List.of("WORLD", "SMTP", "POSTGRES", "KAFKA", "REDIS")) {
            settings.put("FEEDTAPE_%s_PORT".formatted(name), Integer.toString(Ports.free()));
        }
    }

    @AfterEach
    void leaveNothing() throws Exception {
        feedtape("down");
        assertThat(leftovers()).isEmpty();
    }

    private void isUp() throws Exception {
        var up = feedtape("up");
        assertThat(up.code()).as(up.out()).isZero();
    }

    @Test
    void itComesUpSaysSoAndGoesDown() throws Exception {
        var up = feedtape("up");
        assertThat(up.code()).as(up.out()).isZero();
        assertThat(up.out())
                .contains("postgres", "kafka", "redis", "world", "Next: ./feedtape demo");

        var status = status();
        assertThat(status.path("state").asString("")).isEqualTo("ready");
        assertThat(status.path("postgres").path("pid").asLong(0)).isPositive();
        assertThat(feedtape("up").out()).contains("Already running");
        assertThat(feedtape("database", "bootstrap").code()).isZero();

        assertThat(feedtape("down").code()).isZero();
        assertThat(feedtape("status").code()).isEqualTo(1);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aKilledSupervisorTakesEverythingWithItAndTheNextStartWorks() throws Exception {
        isUp();
        var processes = status().path("processes");
        long supervisor = processes.path("supervisor").asLong(0);
        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).until(() -> leftovers().isEmpty());

        isUp();
        assertThat(status().path("state").asString("")).isEqualTo("ready");
    }

    @Test
    void aPartThatDiesIsStartedAgain() throws Exception {
        isUp();
        long before = status().path("postgres").path("pid").asLong(0);
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    var status = status();
                    long now = status.path("postgres").path("pid").asLong(0);
                    return status.path("state").asString("").equals("ready")
                            && now != before
                            && now > 0;
                });
    }

    @Test
    void aTakenPortIsOneLineThatNamesItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            settings.put("FEEDTAPE_KAFKA_PORT", Integer.toString(taken.getLocalPort()));
            var up = feedtape("up");
            assertThat(up.code()).isEqualTo(1);
            assertThat(up.out().lines().filter(line -> line.startsWith("feedtape:")))
                    .singleElement()
                    .asString()
                    .contains("FEEDTAPE_KAFKA_PORT", Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsOneLineThatNamesItsSetting() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "no folder");
        settings.put("FEEDTAPE_DATA", file.resolve("data").toString());
        var up = feedtape("up");
        assertThat(up.code()).isEqualTo(1);
        assertThat(up.out()).contains("FEEDTAPE_DATA");
        settings.put("FEEDTAPE_DATA", data.toString());
    }

    private JsonNode status() throws Exception {
        return JsonMapper.builder().build().readTree(feedtape("status", "--json").out());
    }

    private Outcome feedtape(String... words) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Launcher.class.getName()));
        command.addAll(List.of(words));
        var out = Files.createTempFile(folder, "out", ".txt");
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().putAll(settings);
        var process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(out));
    }

    /** Everything that has this stack's folder on its command line. */
    private List<String> leftovers() {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().arguments().stream()
                                .flatMap(Arrays::stream)
                                .anyMatch(word -> word.contains(data.toString())))
                .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
                .toList();
    }
}
