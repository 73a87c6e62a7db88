package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.List;

/** One command of `./feedtape`. */
@FunctionalInterface
public interface Command {
    /** Does it and answers the exit code. */
    int run(StackSettings settings, List<String> words);
}
