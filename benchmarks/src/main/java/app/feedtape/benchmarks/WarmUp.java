package app.feedtape.benchmarks;

import java.io.IOException;
import java.util.Locale;

/**
 * Load before anything counts, until a request no longer becomes cheaper: a virtual machine that is
 * still compiling says how young it is and nothing about the code.
 */
final class WarmUp {

    private static final int SLICE_SECONDS = 5;

    /** So many slices without a better one are the end. */
    private static final int NO_BETTER = 3;

    private static final double BETTER = 0.98;
    private static final double MICROS = 1e6;

    private final Wrk wrk;
    private final int mostSeconds;

    WarmUp(Wrk wrk, int mostSeconds) {
        this.wrk = wrk;
        this.mostSeconds = mostSeconds;
    }

    /**
     * @param atLeast so many requests, that every token was shown
     */
    void run(Contender one, int atLeast) throws IOException {
        long shown = 0;
        double best = Double.MAX_VALUE;
        int since = 0;
        for (int slices = 1; shown < atLeast || since < NO_BETTER; slices++) {
            double before = one.cpuSeconds();
            Wrk.Result result = wrk.asFastAsItGoes(one.url(), 0, SLICE_SECONDS);
            double each = (one.cpuSeconds() - before) * MICROS / Math.max(1, result.requests());
            shown += result.requests();
            since = each < best * BETTER ? 0 : since + 1;
            best = Math.min(best, each);
            say(one, slices * SLICE_SECONDS, each, result);
            if (slices * SLICE_SECONDS >= mostSeconds && shown >= atLeast) {
                return;
            }
        }
    }

    private static void say(Contender one, int seconds, double each, Wrk.Result result) {
        System.err.printf(
                Locale.ROOT,
                "%s, warming up, %d s: %.0f us each, %d refused, %d not answered%n",
                one.name(),
                seconds,
                each,
                result.refused(),
                result.lost());
    }
}
