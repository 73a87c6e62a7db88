package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Forgets everything the stack has learnt from people; secrets and start-up caches stay. */
final class Reset implements Command {
    private static final List<String> FORGOTTEN =
            List.of(
                    "postgres",
                    "kafka",
                    "redis",
                    "world",
                    "audio",
                    "logs",
                    "training",
                    "state.json",
                    "demo");

    @Override
    public int run(StackSettings settings, List<String> words) {
        Down.end(settings);
        for (String name : FORGOTTEN) {
            delete(settings.data().resolve(name));
        }
        System.out.printf("All data in %s is gone.%n", settings.data());
        return 0;
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (var all = Files.walk(path)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        } catch (IOException failure) {
            throw new Refused("Cannot delete %s".formatted(path), failure);
        }
    }
}
