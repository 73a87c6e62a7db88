package app.feedtape.gateway.load;

import app.feedtape.gateway.route.Importance;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may wait for one service at once. As many as there are connections while its
 * answers come as usual; when too many of them come late, fewer than just were under way, again and
 * again until they come in time; and then slowly more (docs/decisions/0065).
 */
final class ServiceLoad {

    private static final long WINDOW_NANOS = Duration.ofMillis(250).toNanos();

    /** A window with fewer answers says nothing and goes on. */
    private static final int ENOUGH_ANSWERS = 8;

    /**
     * A service with so few calls under way is quiet: what it takes then is what it usually takes.
     */
    private static final int QUIET = 8;

    /** One in so many answers may be late. */
    private static final int LATE_PART = 4;

    /** Less than one can notice of those let in before: a listener still finds room at once. */
    private static final double LESS = 0.8;

    /** At most so many more than were under way when it was too much. */
    private static final double NEAR = 1.1;

    private static final double MORE = 1.05;

    private final int least;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile double places;

    private long windowBeganAt;
    private long reducedAt;
    private int answers;
    private int late;
    private int highest;

    ServiceLoad(LoadSettings settings, long now) {
        this.least = settings.least();
        this.most = settings.most();
        this.places = most;
        this.windowBeganAt = now;
        this.reducedAt = now;
    }

    /** Takes a place, if there is one for a call of that importance. */
    boolean tryEnter(Importance importance) {
        int room = (int) (places * importance.share());
        int before = underWay.get();
        while (before < room) {
            if (underWay.compareAndSet(before, before + 1)) {
                return true;
            }
            before = underWay.get();
        }
        return false;
    }

    /** Is under way again without being asked: the service has been called already. */
    void reenter() {
        underWay.incrementAndGet();
    }

    void leave() {
        underWay.decrementAndGet();
    }

    /** An answer's first byte, or the end of the time it had. */
    synchronized void answered(UsualTime usual, long enteredAt, long tookNanos, long now) {
        int others = underWay.get();
        if (others <= QUIET) {
            usual.learn(tookNanos);
        }
        // Who came in before there were fewer places says nothing about the fewer.
        if (enteredAt - reducedAt < 0) {
            return;
        }
        answers++;
        late += usual.isLate(tookNanos) ? 1 : 0;
        highest = Math.max(highest, others);
        if (answers >= ENOUGH_ANSWERS && now - windowBeganAt >= WINDOW_NANOS) {
            turn(now);
        }
    }

    private void turn(long now) {
        if (late * LATE_PART > answers) {
            places = Math.max(least, Math.min(places * LESS, highest * NEAR));
            reducedAt = now;
        } else {
            double windows = (now - windowBeganAt) / (double) WINDOW_NANOS;
            places = Math.min(most, places * Math.pow(MORE, windows));
        }
        windowBeganAt = now;
        answers = 0;
        late = 0;
        highest = 0;
    }

    int places() {
        return (int) places;
    }

    int underWay() {
        return underWay.get();
    }
}
