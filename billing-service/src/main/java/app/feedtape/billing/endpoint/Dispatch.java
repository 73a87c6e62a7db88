package app.feedtape.billing.endpoint;

import app.feedtape.billing.endpoint.Deliveries.Claimed;
import app.feedtape.messaging.NudgedThread;
import app.feedtape.web.request.RequestContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Takes due deliveries for as long as the service runs. A slow receiver occupies its few places of
 * many for at most the patience of one call, so the others are told in time.
 */
@Component
class Dispatch implements SmartLifecycle {

    /** Of one endpoint at once, over all instances. */
    static final int SHARE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final int AT_ONCE = 64;

    /** Longer than any call may take. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(500);

    private final Deliveries deliveries;
    private final DeliveryAttempt attempt;
    private final NudgedThread thread = new NudgedThread("webhook-dispatch", POLL);
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    Dispatch(Deliveries deliveries, DeliveryAttempt attempt) {
        this.deliveries = deliveries;
        this.attempt = attempt;
    }

    /** Says that there may be something due; never waits. */
    void nudge() {
        thread.nudge();
    }

    private void run() {
        while (thread.isRunning()) {
            if (takeDue() == 0) {
                thread.awaitNudge();
            }
        }
    }

    private int takeDue() {
        int free = places.drainPermits();
        int taken = 0;
        try {
            List<Claimed> due =
                    free == 0 ? List.of() : deliveries.claim(free, SHARE, LEASE.toSeconds());
            taken = due.size();
            due.forEach(claimed -> workers.execute(() -> work(claimed)));
            return taken;
        } catch (RuntimeException failure) {
            LOG.warn("Due deliveries could not be claimed: {}", failure.toString());
            return 0;
        } finally {
            places.release(free - taken);
        }
    }

    private void work(Claimed claimed) {
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            attempt.make(claimed);
        } catch (RuntimeException failure) {
            // The lease runs out and it is tried again.
            LOG.error("Delivery {} could not be tried", claimed.id(), failure);
        } finally {
            places.release();
            thread.nudge();
        }
    }

    @Override
    public void start() {
        thread.start(this::run);
    }

    /**
     * Lets what is under way finish: it is a lease and lost to nobody, but receivers see it twice.
     */
    @Override
    public void stop() {
        thread.stop();
        places.acquireUninterruptibly(AT_ONCE);
        places.release(AT_ONCE);
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }
}
