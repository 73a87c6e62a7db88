package app.feedtape.billing.webhook;

import app.feedtape.billing.reconciliation.StoreReading;
import app.feedtape.billing.reconciliation.StoreReading.Outcome;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.StoreRefused;
import app.feedtape.billing.webhook.WebhookDeliveries.Delivery;
import app.feedtape.billing.webhook.WebhookDeliveries.Parked;
import app.feedtape.messaging.NudgedThread;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Applies what was kept: woken by each delivery, and by a short poll for what other instances or a
 * crash have left. Several events of one subscription cost one reading. This is the work behind the
 * answers: few at once, so that whoever waits for an answer comes first.
 */
@Component
class WebhookApplication implements SmartLifecycle {

    static final int ATTEMPTS_BEFORE_PARKING = 10;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookApplication.class);
    private static final int BATCH = 16;
    private static final int READINGS_AT_ONCE = 4;
    private static final int FEW = 8;
    private static final Duration BETWEEN = Duration.ofMillis(50);

    /** What has waited for so long is applied as fast as it can be, whoever else wants to work. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final WebhookDeliveries deliveries;
    private final StoreReading reading;
    private final MeterRegistry metrics;
    private final NudgedThread thread = new NudgedThread("webhook-application", POLL);
    private final Rests rests = new Rests();
    private final Pace pace = new Pace();
    private final Clock clock;
    private final Semaphore slots = new Semaphore(READINGS_AT_ONCE);

    WebhookApplication(
            WebhookDeliveries deliveries,
            StoreReading reading,
            MeterRegistry metrics,
            Clock clock) {
        this.deliveries = deliveries;
        this.reading = reading;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Says that there may be something to apply; never waits. */
    void nudge() {
        thread.nudge();
    }

    private void run() {
        try (ExecutorService readings = Executors.newVirtualThreadPerTaskExecutor()) {
            while (thread.isRunning()) {
                Collection<StoreReference> resting = rests.at(clock.instant());
                int taken = applyBatch(readings, resting);
                if (taken > FEW || !resting.isEmpty()) {
                    // What comes meanwhile is taken together; others want the processors too.
                    Thread.sleep(BETWEEN);
                }
                if (taken < BATCH) {
                    thread.awaitNudge();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private int applyBatch(ExecutorService readings, Collection<StoreReference> resting) {
        try {
            List<Delivery> batch = deliveries.claim(BATCH, resting);
            boolean isLate = batch.stream().anyMatch(this::isLate);
            List<Future<?>> all = new ArrayList<>();
            for (List<Delivery> group : bySubscription(batch)) {
                if (!isLate) {
                    Thread.sleep(pace.take(System.nanoTime()));
                }
                all.add(readings.submit(() -> applyInTurn(group)));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return batch.size();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (Exception failure) {
            LOG.warn("Deliveries could not be applied: {}", failure.toString());
            return 0;
        }
    }

    private boolean isLate(Delivery delivery) {
        return delivery.attempts() == 1
                && delivery.receivedAt().isBefore(clock.instant().minus(LATE));
    }

    /** Those of which little is said come first: somebody has bought, and waits. */
    private static List<List<Delivery>> bySubscription(List<Delivery> batch) {
        Map<StoreReference, List<Delivery>> groups =
                batch.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Delivery::reference,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return groups.values().stream().sorted(Comparator.comparingInt(List::size)).toList();
    }

    private void applyInTurn(List<Delivery> group) {
        slots.acquireUninterruptibly();
        Delivery first = group.getFirst();
        StoreReference reference = first.reference();
        RequestContext context = RequestContext.accept(first.requestId(), null);
        try (RequestContext.Scope _ = context.open()) {
            settle(
                    group,
                    reading.apply(
                            reference,
                            deliveries.now(),
                            reference.source().word() + " event " + first.eventId(),
                            () -> deliveries.applied(group)));
        } catch (Refusal refusal) {
            lasting(refusal)
                    .ifPresentOrElse(
                            reason -> parkSlowly(group, reason),
                            () -> deliveries.retry(group, pause(first)));
        } catch (RuntimeException failure) {
            LOG.error("Event {} could not be applied", first.eventId(), failure);
            parkSlowly(group, failure.getClass().getSimpleName());
        } finally {
            rests.note(reference, group.size(), clock.instant());
            slots.release();
        }
    }

    private void settle(List<Delivery> group, Outcome outcome) {
        switch (outcome) {
            case Outcome.Applied() -> LOG.info("Applied {} deliveries", group.size());
            case Outcome.Impossible(String reason) -> park(group, reason);
        }
    }

    /** Why time alone will not do it; empty for a store that does not answer at the moment. */
    private static Optional<String> lasting(Refusal refusal) {
        if (refusal.getCause() instanceof StoreRefused answered) {
            return Optional.of(Objects.requireNonNullElse(answered.getMessage(), "refused"));
        }
        return refusal.code() == ErrorCode.UPSTREAM_UNAVAILABLE
                ? Optional.empty()
                : Optional.of(refusal.message());
    }

    /** What is refused now may not be in a minute: a store's copies learn one after the other. */
    private void parkSlowly(List<Delivery> group, String reason) {
        if (group.getFirst().attempts() < ATTEMPTS_BEFORE_PARKING) {
            deliveries.retry(group, pause(group.getFirst()));
        } else {
            park(group, reason);
        }
    }

    private void park(List<Delivery> group, String reason) {
        String provider = group.getFirst().reference().source().word();
        for (Parked parked : deliveries.park(group, reason)) {
            if (parked.isGivenUp()) {
                metrics.counter("feedtape.webhooks.given.up", "provider", provider).increment();
                LOG.error("Event {} is given up: {}", parked.eventId(), reason);
            } else {
                metrics.counter("feedtape.webhooks.parked", "provider", provider).increment();
                LOG.error("Event {} is parked: {}", parked.eventId(), reason);
            }
        }
    }

    private static Duration pause(Delivery delivery) {
        Duration pause = Duration.ofMillis(500L << Math.min(delivery.attempts(), 7));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
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
}
