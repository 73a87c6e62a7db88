package app.feedtape.feed.fetching;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Takes due feeds for as long as the service runs. A slow feed occupies one of many places for at
 * most the fetch budget, so the others keep their interval.
 */
final class Fetching implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final FetchSchedule schedule;
    private final FeedRefresh refresh;
    private final FetchSignal signal;
    private final int atOnce;
    private final Semaphore places;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean running;

    Fetching(FetchSchedule schedule, FeedRefresh refresh, FetchSignal signal, int atOnce) {
        this.schedule = schedule;
        this.refresh = refresh;
        this.signal = signal;
        this.atOnce = atOnce;
        this.places = new Semaphore(atOnce);
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("fetching").start(this::run);
    }

    private void run() {
        while (running) {
            try {
                if (takeDue() == 0) {
                    signal.await(PAUSE);
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException failure) {
                LOG.warn("Due feeds could not be claimed: {}", failure.toString());
                pauseAfterFailure();
            }
        }
    }

    private int takeDue() throws InterruptedException {
        places.acquire();
        int free = 1 + places.drainPermits();
        int taken = 0;
        try {
            List<DueFeed> due = running ? schedule.claim(free) : List.of();
            taken = due.size();
            due.forEach(feed -> workers.execute(() -> work(feed)));
            return taken;
        } finally {
            places.release(free - taken);
        }
    }

    private void work(DueFeed feed) {
        try {
            refresh.refresh(feed);
        } finally {
            places.release();
        }
    }

    private void pauseAfterFailure() {
        try {
            signal.await(PAUSE);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets what is under way finish: nothing of it is lost either way, but it was asked for. */
    @Override
    public void stop() {
        running = false;
        signal.ring();
        places.acquireUninterruptibly(atOnce);
        places.release(atOnce);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
