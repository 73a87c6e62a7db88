package app.feedtape.gateway.load;

import java.time.Duration;

/**
 * How long one line of the table takes while its service has little to do. Learned at quiet moments
 * alone: whoever learned it in the middle of an overload would soon take the overload for usual.
 */
final class UsualTime {

    /** Less than this is never late: a pause of the collector is no overload. */
    private static final long SOON_ENOUGH_NANOS = Duration.ofMillis(250).toNanos();

    private static final int TIMES_USUAL = 4;
    private static final int PART_OF_ITS_TIME = 4;
    private static final int WEIGHT = 16;

    private final long longestNanos;
    private long usualNanos;

    UsualTime(Duration firstByte) {
        this.longestNanos = firstByte.toNanos() / PART_OF_ITS_TIME;
    }

    /** Four times the usual, but never more than a quarter of the time the route has. */
    boolean isLate(long tookNanos) {
        long late =
                usualNanos == 0
                        ? longestNanos
                        : Math.max(SOON_ENOUGH_NANOS, TIMES_USUAL * usualNanos);
        return tookNanos > Math.min(late, longestNanos);
    }

    void learn(long tookNanos) {
        long took = Math.min(tookNanos, longestNanos);
        usualNanos = usualNanos == 0 ? took : usualNanos + (took - usualNanos) / WEIGHT;
    }
}
