package app.feedtape.messaging;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the background that works when it is told of work, and looks for itself now and then.
 */
public final class NudgedThread {

    private static final Duration LAST_WORK_WITHIN = Duration.ofSeconds(10);

    private final String name;
    private final Duration poll;
    private final Semaphore nudges = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    /**
     * @param poll how long it waits for a nudge before it looks for itself
     */
    public NudgedThread(String name, Duration poll) {
        this.name = name;
        this.poll = poll;
    }

    /** Says that there may be work; never waits. */
    public void nudge() {
        if (nudges.availablePermits() == 0) {
            nudges.release();
        }
    }

    /** Until the next nudge, or the next look. */
    public void awaitNudge() {
        try {
            if (nudges.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
                nudges.drainPermits();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @param work goes on while this is running
     */
    public void start(Runnable work) {
        running = true;
        thread = Thread.ofPlatform().daemon().name(name).start(work);
    }

    /** Lets the work in hand end, for ten seconds. */
    public void stop() {
        running = false;
        nudge();
        Thread stopping = thread;
        if (stopping != null) {
            try {
                stopping.join(LAST_WORK_WITHIN);
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public boolean isRunning() {
        return running;
    }
}
