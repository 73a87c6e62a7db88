package app.feedtape.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How long requests took.
 *
 * @param sorted nanoseconds, the shortest first
 */
record Latencies(long[] sorted) {

    static Latencies of(Collection<Long> nanoseconds) {
        long[] sorted = nanoseconds.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Latencies(sorted);
    }

    /** Of several runs the one whose median is in the middle. */
    static Latencies middle(List<Latencies> runs) {
        return runs.stream()
                .sorted(Comparator.comparingDouble(Latencies::medianMillis))
                .toList()
                .get(runs.size() / 2);
    }

    int count() {
        return sorted.length;
    }

    double medianMillis() {
        return millis(0.5);
    }

    /** The value that this share of the requests did not exceed. */
    double millis(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int at = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(at, 0)] / 1e6;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies that && Arrays.equals(sorted, that.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return "Latencies[" + sorted.length + "]";
    }
}
