package app.feedtape.localstack.launcher;

import app.feedtape.localstack.engines.EngineException;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * `./feedtape`: one word chooses the command. Exit code 0 when it was done, 1 when it was refused,
 * 2 for a wrong call.
 */
public final class Launcher {
    private static final Map<String, Command> COMMANDS =
            new TreeMap<>(
                    Map.of(
                            "up",
                            new Up(),
                            "down",
                            new Down(),
                            "status",
                            new Status(),
                            "logs",
                            new Logs(),
                            "reset",
                            new Reset(),
                            "database",
                            new Database(),
                            "clock",
                            new ClockMoves(),
                            "environment",
                            new Variables(),
                            Supervise.NAME,
                            new Supervise()));

    private Launcher() {}

    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments)));
    }

    static int run(List<String> words) {
        if (words.isEmpty() || List.of("help", "--help", "-h").contains(words.getFirst())) {
            System.out.print(Help.TEXT);
            return words.isEmpty() ? 2 : 0;
        }
        var command = COMMANDS.get(words.getFirst());
        if (command == null) {
            System.err.printf(
                    "No such command: %s. ./feedtape help lists them.%n", words.getFirst());
            return 2;
        }
        try {
            return command.run(StackSettings.from(System.getenv()), words.subList(1, words.size()));
        } catch (Refused | EngineException refused) {
            System.err.println("feedtape: " + refused.getMessage());
            return 1;
        }
    }
}
