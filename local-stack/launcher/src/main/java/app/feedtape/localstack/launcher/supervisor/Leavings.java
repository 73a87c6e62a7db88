package app.feedtape.localstack.launcher.supervisor;

import app.feedtape.localstack.engines.Leftovers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Processes of this data folder that no supervisor watches any more, where the kernel did not end
 * them with it.
 */
public final class Leavings {
    private static final String MARK = "-Dfeedtape.stack=";

    private Leavings() {}

    /** What every Java child carries on its command line. */
    static String mark(Path data) {
        return MARK + data;
    }

    /** Ends them. Call it only while holding the folder, or when nobody does. */
    public static void end(Path data) {
        var mark = mark(data);
        ProcessHandle.allProcesses()
                .filter(process ->
                        process.info()
                                .arguments()
                                .map(words -> Arrays.asList(words).contains(mark))
                                .orElse(false))
                .forEach(ProcessHandle::destroyForcibly);
        for (String engine : List.of("postgres", "kafka", "redis")) {
            Leftovers.end(data.resolve(engine));
        }
        Leftovers.end(data.resolve("training/postgres"));
        Leftovers.end(data.resolve("training/kafka"));
    }
}
