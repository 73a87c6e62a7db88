package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.ChildProcesses;
import app.feedtape.localstack.engines.ChildProcesses.Command;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.ServiceEnvironment;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * What the Jobs of a deployment do before the services are started: each service's own jar brings
 * its schema up to date and ends. Services then run with `FEEDTAPE_MIGRATE=check`.
 */
public record Migrations(StackSettings settings, PrintStream out) {

    /** Stops at the first that fails. */
    public void run() {
        var environment = new ServiceEnvironment(settings, Secrets.in(settings.data()));
        for (Room room : Room.values()) {
            if (room.schema().isPresent()) {
                migrate(room, environment.of(room));
                out.printf("  %-16s schema is current%n", room.service());
            }
        }
    }

    private void migrate(Room room, Map<String, String> environment) {
        var variables = new HashMap<>(environment);
        variables.put("FEEDTAPE_MIGRATE", "only");
        var log = settings.logs().resolve("migration-" + room.service() + ".log");
        var words = JavaCommand.run(Layout.of(room, settings), settings);
        var job = Command.of(words, settings.data(), log).withEnvironment(variables);
        try {
            int code = ChildProcesses.start(job).waitFor();
            if (code != 0) {
                throw new Refused(
                        "The migrations of %s ended with %d: %s (see %s)"
                                .formatted(room.service(), code, JavaPart.lastWords(job), log));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted while migrating " + room.service(), interrupted);
        }
    }
}
