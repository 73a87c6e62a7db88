package app.feedtape.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what is measured on one core and all else on the others, where there is {@code taskset} and
 * more than one core.
 */
record Affinity(String cores) {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** The core of the gateway under test. */
    static final String MEASURED = "0";

    /** Those of the load, the service behind and the stores. */
    static final String LOAD = CORES < 3 ? "1" : "1-" + (CORES - 1);

    static Affinity of(String cores) {
        return new Affinity(cores);
    }

    static boolean isPossible() {
        return CORES > 1 && Programs.has("taskset");
    }

    /** The same command, bound. */
    List<String> bind(List<String> words) {
        List<String> bound = new ArrayList<>();
        if (isPossible()) {
            bound.addAll(List.of("taskset", "-c", cores));
        }
        bound.addAll(words);
        return bound;
    }

    /** Binds a process that runs already, with all its threads. */
    void move(long pid) throws IOException {
        if (isPossible()) {
            Programs.run(List.of("taskset", "-a", "-p", "-c", cores, String.valueOf(pid)));
        }
    }
}
