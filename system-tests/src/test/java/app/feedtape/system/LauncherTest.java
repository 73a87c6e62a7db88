package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code ./feedtape} itself: no orphans, a second start after any crash, one clear line when it
 * cannot.
 */
class LauncherTest {

    private static List<ProcessHandle> processesOf(RunningSystem system) {
        String folder = system.data().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder))
                .toList();
    }

    @Test
    void theSupervisorKilledLeavesNoOrphanAndTheNextUpWorks() {
        RunningSystem system = RunningSystem.start("launcher-system");
        long supervisor = system.status().at("/processes/supervisor").asLong();
        ProcessHandle.of(supervisor).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(processesOf(system)).isEmpty());
        assertThat(system.feedtape("status", "--json").exitCode()).isNotZero();

        system.feedtape("up").orFail();
        assertThat(system.feedtape("status", "--json").exitCode()).isZero();
        system.feedtape("down").orFail();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(processesOf(system)).isEmpty());
    }
}
