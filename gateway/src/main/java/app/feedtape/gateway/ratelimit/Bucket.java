package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The level of one token bucket, in whole numbers, so that every instance and the script in Redis
 * reckon exactly the same. A call costs as much as the window has milliseconds; a millisecond
 * drains as much as the rate has requests: so a bucket of N drains N calls' worth in one window.
 *
 * @param level what is spent and not yet drained, never negative
 * @param atMillis when it was that level
 * @param windowMillis the window it was reckoned with
 */
record Bucket(long level, long atMillis, long windowMillis) {

    private static final int MILLIS = 1000;

    /**
     * What came of one call.
     *
     * @param bucket as it is afterwards
     */
    record Taking(boolean allowed, Bucket bucket) {}

    /** One call against the whole rate. */
    static Taking take(@Nullable Bucket kept, Rate rate, long nowMillis) {
        return take(kept, rate, 1, nowMillis);
    }

    /**
     * One call against the share of one of several instances, each of which allows at least one
     * call at a time: never open, never shut.
     *
     * @param kept null for a bucket never used, which is empty of spending
     */
    static Taking take(@Nullable Bucket kept, Rate rate, int instances, long nowMillis) {
        long cost = cost(rate, instances);
        long capacity = capacity(rate, instances);
        Bucket drained = drain(kept, rate, capacity, nowMillis);
        boolean allowed = drained.level + cost <= capacity;
        return new Taking(
                allowed,
                allowed
                        ? new Bucket(drained.level + cost, drained.atMillis, drained.windowMillis)
                        : drained);
    }

    /** As it is at a later moment, if nothing is taken from it. */
    static Bucket drained(@Nullable Bucket kept, Rate rate, long nowMillis) {
        return drain(kept, rate, capacity(rate, 1), nowMillis);
    }

    private static Bucket drain(@Nullable Bucket kept, Rate rate, long capacity, long now) {
        long window = (long) rate.windowSeconds() * MILLIS;
        if (kept == null) {
            return new Bucket(0, now, window);
        }
        long level = kept.level;
        if (kept.windowMillis != window) {
            // The same number of calls stays spent under the new plan's window.
            level = Math.ceilDiv(level * window, kept.windowMillis);
        }
        level = Math.min(level, capacity);
        // Never back, however far ahead: the instance whose clock is ahead would drain it twice.
        if (now <= kept.atMillis) {
            return new Bucket(level, kept.atMillis, window);
        }
        long passed = now - kept.atMillis;
        return new Bucket(Math.max(0, level - passed * rate.requests()), now, window);
    }

    /**
     * How long a bucket is worth keeping after the last call it allowed: by then it has drained, if
     * only a clock that is wrong does not show it.
     */
    Duration life(Rate rate) {
        return Duration.ofMillis(Math.ceilDiv(level, rate.requests()) + MILLIS);
    }

    static long cost(Rate rate, int instances) {
        return (long) rate.windowSeconds() * MILLIS * instances;
    }

    static long capacity(Rate rate, int instances) {
        long shared = (long) rate.requests() * rate.windowSeconds() * MILLIS;
        return Math.max(shared, cost(rate, instances));
    }
}
