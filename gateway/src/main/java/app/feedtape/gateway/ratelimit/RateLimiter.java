package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import io.lettuce.core.RedisCommandTimeoutException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Decides by the shared buckets while Redis answers and by this instance's share while it does not.
 * One call that Redis lets down is decided locally at once; from then on none waits for it, until a
 * probe beside the traffic has found it again.
 */
final class RateLimiter implements SmartLifecycle, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RateLimiter.class);

    /** Calls told to Redis in one of ours: a few milliseconds of its time. */
    private static final int PAID_AT_ONCE = 500;

    private final SharedBuckets shared;
    private final LocalBuckets local;
    private final Debts debts = new Debts();
    private final Clock clock;
    private final Duration probeEvery;

    /** One for each serving thread, of which there are few. */
    private final ConcurrentMap<Executor, Round> rounds = new ConcurrentHashMap<>();

    private final Counter fallbacks;
    private final AtomicBoolean sharing = new AtomicBoolean();
    private final ScheduledExecutorService prober =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("redis-probe").factory());
    private volatile @Nullable ScheduledFuture<?> probing;

    RateLimiter(
            SharedBuckets shared,
            LocalBuckets local,
            Clock clock,
            Duration probeEvery,
            MeterRegistry meters) {
        this.shared = shared;
        this.local = local;
        this.clock = clock;
        this.probeEvery = probeEvery;
        this.fallbacks =
                Counter.builder("feedtape.ratelimit.local.decisions")
                        .description("Calls decided by this instance's share, without Redis")
                        .register(meters);
        Gauge.builder("feedtape.ratelimit.shared", sharing, it -> it.get() ? 1 : 0)
                .description(
                        "1 while buckets are shared over Redis, 0 while each instance is alone")
                .register(meters);
    }

    /**
     * Takes one call from a bucket. Completes within the budget of a Redis call, never failed.
     *
     * @param thread which serves the request, and goes on with it
     */
    CompletionStage<Decision> take(String key, Rate rate, Executor thread) {
        if (!sharing.get()) {
            return CompletableFuture.completedFuture(takeLocally(key, rate, true));
        }
        return round(thread)
                .ask(new SharedBuckets.Call(key, rate))
                .handle((answer, failure) -> {
                    if (failure != null) {
                        lose(failure);
                        return takeLocally(key, rate, !mayBeTaken(failure));
                    }
                    local.remember(key, rate, answer.taking());
                    return Decision.of(answer.taking(), rate, 1, answer.atMillis());
                });
    }

    private Round round(Executor thread) {
        Round known = rounds.get(thread);
        return known != null
                ? known
                : rounds.computeIfAbsent(thread, it -> new Round(shared, it, clock));
    }

    /** What a call would get for all this instance knows; asks nobody and takes nothing. */
    Decision look(String key, Rate rate) {
        long now = clock.millis();
        int instances = sharing.get() ? 1 : local.instances();
        return Decision.of(
                Bucket.take(local.find(key), rate, instances, now), rate, instances, now);
    }

    /** Redis goes on with what it was asked, though nobody waits for it any more. */
    private static boolean mayBeTaken(Throwable failure) {
        return failure instanceof RedisCommandTimeoutException
                || failure.getCause() instanceof RedisCommandTimeoutException;
    }

    private Decision takeLocally(String key, Rate rate, boolean isOwed) {
        fallbacks.increment();
        long now = clock.millis();
        Bucket known = local.find(key);
        Taking taking = local.take(key, rate, now);
        if (taking.allowed() && isOwed) {
            debts.add(key, known, rate, now);
        }
        return Decision.of(taking, rate, local.instances(), now);
    }

    boolean isShared() {
        return sharing.get();
    }

    private void lose(Throwable failure) {
        if (sharing.compareAndSet(true, false)) {
            LOG.warn(
                    "Redis does not answer, each gateway enforces its share: {}",
                    failure.toString());
        }
    }

    private void probe() {
        if (sharing.get()) {
            return;
        }
        shared.probe()
                .thenCompose(pong -> pay())
                .whenComplete((paid, failure) -> {
                    if (failure == null && sharing.compareAndSet(false, true)) {
                        LOG.info("Limits are shared over Redis");
                        // What was let in while the rest was paid.
                        pay();
                    }
                });
    }

    /** Takes from the shared buckets what was let in without them. */
    private CompletionStage<Void> pay() {
        long now = clock.millis();
        List<SharedBuckets.Call> owed = debts.next(PAID_AT_ONCE, now);
        return owed.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : shared.take(owed, now).thenCompose(paid -> pay());
    }

    @Override
    public void start() {
        probing =
                prober.scheduleWithFixedDelay(
                        this::probe, 0, probeEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        ScheduledFuture<?> current = probing;
        if (current != null) {
            current.cancel(false);
            probing = null;
        }
    }

    @Override
    public boolean isRunning() {
        return probing != null;
    }

    @Override
    public void close() {
        stop();
        prober.shutdownNow();
        shared.close();
    }

    /** Before the web server begins, after it has ended. */
    @Override
    public int getPhase() {
        return 0;
    }
}
