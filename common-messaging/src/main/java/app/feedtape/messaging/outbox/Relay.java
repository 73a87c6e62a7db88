package app.feedtape.messaging.outbox;

import app.feedtape.messaging.NudgedThread;
import app.feedtape.messaging.Pause;
import app.feedtape.messaging.outbox.OutboxEvents.Backlog;
import app.feedtape.messaging.outbox.OutboxEvents.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what the outbox holds: woken by each commit of this instance, and by a short poll for
 * the commits of others. Works on a thread of its own and holds neither a connection nor a lock
 * while the broker is awaited. With the broker away the rows stay.
 */
final class Relay implements SmartLifecycle {

    static final int BATCH = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final OutboxEvents events;
    private final RelayLease lease;
    private final RelayProducer producer;
    private final CompletableFuture<Void> topics;
    private final NudgedThread thread = new NudgedThread("outbox-relay", POLL);
    private volatile Backlog backlog = new Backlog(0, 0);
    private long measureAt = System.nanoTime();

    Relay(
            OutboxEvents events,
            RelayLease lease,
            RelayProducer producer,
            CompletableFuture<Void> topics) {
        this.events = events;
        this.lease = lease;
        this.producer = producer;
        this.topics = topics;
    }

    /** Says that there may be something to publish; never waits. */
    void nudge() {
        thread.nudge();
    }

    /** What was waiting when last looked. */
    Backlog backlog() {
        return backlog;
    }

    private void run() {
        while (thread.isRunning()) {
            try {
                measure();
                if (publishBatch() < BATCH) {
                    thread.awaitNudge();
                }
            } catch (RuntimeException | Error failure) {
                LOG.warn(
                        "Publishing is held up, {} facts wait: {}",
                        backlog.events(),
                        failure.toString());
                producer.close();
                Pause.of(PAUSE_AFTER_FAILURE);
            }
        }
        leave();
    }

    /** Publishes the next rows, if it is this instance's turn, and says how many they were. */
    int publishBatch() {
        if (!topics.isDone()) {
            return 0;
        }
        if (!lease.tryHold()) {
            producer.close();
            return 0;
        }
        producer.prepare();
        List<Event> batch = events.next(BATCH);
        if (!batch.isEmpty()) {
            producer.send(batch);
            events.delete(batch);
        }
        return batch.size();
    }

    private void measure() {
        if (System.nanoTime() - measureAt >= 0) {
            backlog = events.backlog();
            measureAt = System.nanoTime() + MEASURE_EVERY.toNanos();
        }
    }

    /** A last batch, and the lease for whoever comes next. */
    private void leave() {
        Thread.interrupted();
        try {
            publishBatch();
            lease.release();
        } catch (RuntimeException failure) {
            LOG.info("What is unpublished is left to the next instance: {}", failure.toString());
        } finally {
            producer.close();
        }
    }

    @Override
    public void start() {
        thread.start(this::run);
    }

    @Override
    public void stop() {
        thread.stop();
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }

    /** Starts before and ends after everything that makes facts. */
    @Override
    public int getPhase() {
        return -1000;
    }
}
