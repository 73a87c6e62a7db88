package app.feedtape.billing.webhook;

import java.time.Duration;

/**
 * Beginnings one after the other instead of all at once: what a storm leaves to be done must not
 * have the processors for itself, because somebody waits for an answer meanwhile. After a silence a
 * few may begin together.
 */
final class Pace {

    private static final long STEP = Duration.ofMillis(20).toNanos();
    private static final int TOGETHER = 4;

    private long next;

    /**
     * Takes the next turn.
     *
     * @param now nanoseconds of a clock that never goes back
     * @return how long to wait for it
     */
    Duration take(long now) {
        long earliest = now - TOGETHER * STEP;
        next = (next - earliest < 0 ? earliest : next) + STEP;
        return Duration.ofNanos(Math.max(0, next - now));
    }
}
