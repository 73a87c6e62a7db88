package app.feedtape.localstack.launcher;

import app.feedtape.localstack.engines.EngineException;
import app.feedtape.localstack.launcher.admin.Admin;
import app.feedtape.localstack.launcher.demo.Demo;
import app.feedtape.localstack.launcher.seed.Seed;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * `./feedtape`: one word chooses the command. Exit code 0 when it was done, 1 when it was refused,
 * 2 for a wrong call.
 */
public final class Launcher {
    private static final Map<String, Command> COMMANDS =
            Map.ofEntries(
                    Map.entry("up", new Up()),
                    Map.entry("down", new Down()),
                    Map.entry("status", new Status()),
                    Map.entry("logs", new Logs()),
                    Map.entry("reset", new Reset()),
                    Map.entry("database", new Database()),
                    Map.entry("clock", new ClockMoves()),
                    Map.entry("environment", new Variables()),
                    Map.entry("demo", new Demo()),
                    Map.entry("seed", new Seed()),
                    Map.entry("admin", new Admin()),
                    Map.entry(Supervise.NAME, new Supervise()));

    /** What a command may be told; those that are not here read their own words. */
    private static final Map<String, List<String>> OPTIONS =
            Map.of(
                    "up", List.of("--foreground"),
                    "down", List.of(),
                    "status", List.of("--json"),
                    "reset", List.of(),
                    "demo", List.of("--long", "--money"),
                    "seed", List.of());

    private Launcher() {}

    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments)));
    }

    static int run(List<String> words) {
        if (words.isEmpty() || asksForHelp(words)) {
            System.out.print(Help.TEXT);
            return words.isEmpty() ? 2 : 0;
        }
        var command = COMMANDS.get(words.getFirst());
        if (command == null) {
            System.err.printf(
                    "No such command: %s. ./feedtape help lists them.%n", words.getFirst());
            return 2;
        }
        var options = OPTIONS.get(words.getFirst());
        if (options != null && !options.containsAll(words.subList(1, words.size()))) {
            System.err.printf(
                    "%s takes %s. ./feedtape help tells more.%n",
                    words.getFirst(),
                    options.isEmpty() ? "no words" : "only " + String.join(", ", options));
            return 2;
        }
        try {
            return command.run(StackSettings.from(System.getenv()), words.subList(1, words.size()));
        } catch (Refused | EngineException refused) {
            System.err.println("feedtape: " + refused.getMessage());
            return 1;
        }
    }

    /** Whoever asks what `reset` does must not learn it from its doing. */
    private static boolean asksForHelp(List<String> words) {
        return words.getFirst().equals("help") || words.contains("--help") || words.contains("-h");
    }
}
