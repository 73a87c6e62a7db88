package app.feedtape.messaging.view;

import java.time.Duration;

/**
 * When a partition's heartbeat was last heard, on this machine's monotonic time. A heartbeat that
 * was read late counts from when it would have been read in time: after a stall, old ones do not
 * pass for new. Lateness is measured against the quickest one of late, so that clocks that differ
 * do not matter.
 */
final class Heard {

    /** Lets a changed clock of the sender be forgotten within minutes. */
    private static final long FORGET_MILLIS_PER_BEAT = 10;

    private boolean any;
    private long leastDelayMillis;
    private long beatAt;
    private boolean relied;
    private long reliedAt;

    /**
     * @param saidAtMillis the record's time stamp
     */
    synchronized void beat(long saidAtMillis) {
        long now = System.nanoTime();
        long delay = now / 1_000_000 - saidAtMillis;
        leastDelayMillis = any ? Math.min(delay, leastDelayMillis + FORGET_MILLIS_PER_BEAT) : delay;
        long at = now - Duration.ofMillis(delay - leastDelayMillis).toNanos();
        // Two senders whose clocks differ take turns; the slower one must not undo the other's
        // beat.
        beatAt = any && at - beatAt < 0 ? beatAt : at;
        any = true;
    }

    /** Nothing is left unread behind the last heartbeat. */
    synchronized void atEnd() {
        relied = any;
        reliedAt = beatAt;
    }

    synchronized boolean isWithin(Duration bound) {
        return relied && System.nanoTime() - reliedAt <= bound.toNanos();
    }
}
