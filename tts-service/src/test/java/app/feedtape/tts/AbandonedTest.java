package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.TestIdentity;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * faults.md V3, issue 4: listeners who ask and leave, before the answer or in the middle of it,
 * leave no memory, thread, stream or hold behind. A hundred of them in verify, two thousand in
 * full.
 */
class AbandonedTest extends SpeechServiceTest {

    private static final int ABANDONED = Boolean.getBoolean("feedtape.test.full") ? 2_000 : 100;
    private static final int AT_ONCE = 20;

    /** What each would leave in memory if it stayed there: a minute of sound at least. */
    private static final long MOST_GROWTH = 48L << 20;

    private static final Pattern OURS = Pattern.compile("\"name\": \"(speech|segment)\"");

    @Autowired MeterRegistry metrics;

    @TempDir Path folder;

    private final Random random = new Random(20_261_121);
    private final Set<UUID> listeners = new HashSet<>();
    private int asked;

    @Test
    void whoeverAsksAndLeavesLeavesNothingBehind() throws Exception {
        polly.fault("latency", -1, 20, 0);
        abandon(AT_ONCE);
        quiet();
        long heap = heap();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        while (asked < ABANDONED) {
            abandon(AT_ONCE);
        }
        quiet();
        await().atMost(60, SECONDS).until(() -> heap() < heap + MOST_GROWTH);
        await().atMost(60, SECONDS)
                .until(() -> ManagementFactory.getThreadMXBean().getThreadCount() <= threads + 10);
        assertThat(rows("hold where state = 'open' and payer_id")).isZero();
        assertThat(rows("hold where payer_id")).as("they did ask").isGreaterThan(ABANDONED / 2);
        polly.calm();
        token = TestIdentity.shared().serviceToken("operator", "tts-service");
        JsonNode report = read(get("/internal/ledger/verify"));
        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
    }

    /** Some leave as soon as they have asked, others when they have heard something. */
    private void abandon(int count) throws IOException {
        List<SlowListener> listening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID listener = UUID.randomUUID();
            listeners.add(listener);
            token = TestIdentity.shared().accessToken().account(listener);
            listening.add(SlowListener.to(this, body("%d: ".formatted(asked++) + prose(9_000))));
        }
        for (SlowListener one : listening) {
            if (random.nextBoolean()) {
                assertThat(one.firstLine()).isNotEmpty();
            }
            one.close();
        }
    }

    /** Everything that was begun has ended. */
    private void quiet() {
        await().atMost(120, SECONDS)
                .until(() ->
                        metrics.get("feedtape.speech.running").gauge().value() == 0
                                && rows("open_stream where account_id") == 0
                                && virtualThreads() == 0);
    }

    private long rows(String of) {
        return jdbc.sql("select count(*) from " + of + " = any(:listeners)")
                .param("listeners", listeners.toArray(UUID[]::new))
                .query(Long.class)
                .single();
    }

    private long virtualThreads() throws IOException {
        Path dump = folder.resolve(UUID.randomUUID() + ".json");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
        long ours = OURS.matcher(Files.readString(dump)).results().count();
        Files.delete(dump);
        return ours;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
