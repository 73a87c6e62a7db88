package app.feedtape.feed.follow;

import app.feedtape.events.PlanFact.PlanChanged;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A plan that includes more or less than before. The plan itself is noted at once; its payers are
 * then brought along one by one, each in a transaction of its own, so that nobody who follows a
 * feed meanwhile waits for all of them. What an instance leaves undone another finds.
 */
@Component
class PlanLimits implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(PlanLimits.class);
    private static final int AT_ONCE = 100;
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Allowances allowances;
    private final AllowanceChange change;
    private final TransactionTemplate transaction;
    private final Semaphore news = new Semaphore(0);
    private volatile boolean running;

    PlanLimits(
            Allowances allowances,
            AllowanceChange change,
            PlatformTransactionManager transactions) {
        this.allowances = allowances;
        this.change = change;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Runs in its caller's transaction. */
    void learn(PlanChanged fact) {
        if (allowances.tryLearnPlan(fact.plan(), fact.version(), fact.limits().feeds())) {
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            news.release();
                        }
                    });
        }
    }

    private void run() {
        while (running) {
            Duration pause = PAUSE_AFTER_FAILURE;
            try {
                pause = tryBringAlongAll() ? LOOK_EVERY : PAUSE_AFTER_FAILURE;
            } catch (RuntimeException failure) {
                LOG.warn("Payers could not be listed: {}", failure.toString());
            }
            await(pause);
        }
    }

    /** Whether nobody was left behind. */
    private boolean tryBringAlongAll() {
        boolean all = true;
        List<UUID> behind = allowances.listBehind(BEFORE_ALL, AT_ONCE);
        while (running && !behind.isEmpty()) {
            for (UUID payerId : behind) {
                all &= tryBringAlong(payerId);
            }
            behind = allowances.listBehind(behind.getLast(), AT_ONCE);
        }
        return all;
    }

    private boolean tryBringAlong(UUID payerId) {
        try {
            transaction.executeWithoutResult(status -> change.catchUp(payerId));
            return true;
        } catch (RuntimeException failure) {
            LOG.warn("Payer {} keeps the old limit for now: {}", payerId, failure.toString());
            return false;
        }
    }

    private void await(Duration pause) {
        try {
            if (news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().daemon().name("plan-limits").start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        news.release();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
