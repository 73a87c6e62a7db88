package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.Supervisor;
import java.util.List;

/**
 * What `up` leaves behind; not meant to be typed. Why it failed is told by its state, which `up`
 * reads.
 */
final class Supervise implements Command {
    static final String NAME = "supervise";

    @Override
    public int run(StackSettings settings, List<String> words) {
        try {
            return new Supervisor(settings, System.out).run(() -> {});
        } catch (Refused refused) {
            return 1;
        }
    }
}
