package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.Leavings;
import app.feedtape.localstack.launcher.supervisor.SupervisorLock;
import java.time.Duration;
import java.util.List;

/** Ends the supervisor and with it everything; sweeps up what a crashed one left. */
final class Down implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public int run(StackSettings settings, List<String> words) {
        System.out.println(end(settings) ? "Down." : "Was not running.");
        return 0;
    }

    /** Says whether a supervisor had to be ended. */
    static boolean end(StackSettings settings) {
        var data = settings.data();
        boolean held = SupervisorLock.isHeld(data);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (SupervisorLock.isHeld(data)) {
            SupervisorLock.holder(data).ifPresent(ProcessHandle::destroy);
            if (System.nanoTime() > deadline) {
                SupervisorLock.holder(data).ifPresent(ProcessHandle::destroyForcibly);
            }
            pause();
        }
        Leavings.end(data);
        return held;
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        }
    }
}
