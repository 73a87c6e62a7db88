package app.feedtape.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * faults.md K8 and K9 with a real process and a real SIGKILL, wherever it hits: writing, sending,
 * taking in.
 */
class KillTest {

    private static final int KILLS = Boolean.getBoolean("feedtape.test.full") ? 100 : 3;

    private final TestService.Engines engines = new TestService.Engines();
    private String schema;
    private JdbcClient jdbc;
    private Process process;

    @BeforeEach
    void prepare() {
        schema = engines.newSchema();
        engines.service(schema).run().close();
        jdbc = engines.jdbc(schema + "_owner");
        jdbc.sql("create table written (entry uuid primary key)").update();
        jdbc.sql(
                        "create table taken (n bigint generated always as identity, entry uuid, characters bigint)")
                .update();
        jdbc.sql("grant all on written, taken to %s_app".formatted(schema)).update();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
        engines.close();
    }

    @Test
    void killedAgainAndAgainNothingIsLostAndNothingIsCountedTwice()
            throws IOException, InterruptedException {
        for (int kill = 0; kill < KILLS; kill++) {
            long before = count("written");
            start(1_000_000);
            await().atMost(Duration.ofSeconds(60)).until(() -> count("written") > before + 200);
            long taken = count("taken");
            await().atMost(Duration.ofSeconds(60)).until(() -> count("taken") > taken);
            process.destroyForcibly().waitFor();
        }
        start(0);
        await().atMost(Duration.ofSeconds(90))
                .until(() -> count("taken") >= count("written") && count("outbox_event") == 0);
        assertThat(count("taken")).isEqualTo(count("written"));
        assertThat(
                        jdbc.sql("select count(*) from written join taken using (entry)")
                                .query(Long.class)
                                .single())
                .isEqualTo(count("written"));
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private void start(long facts) throws IOException {
        List<String> words = new ArrayList<>();
        words.add(new File(System.getProperty("java.home"), "bin/java").toString());
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        words.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName()));
        for (Map.Entry<String, Object> setting : engines.settings(schema).entrySet()) {
            words.add(setting.getKey() + "=" + setting.getValue());
        }
        words.add("test.facts=" + facts);
        File log = new File("target/killed-process.log");
        process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                        .start();
    }
}
