package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.synthesis.Turns.Ask;
import app.feedtape.tts.synthesis.Turns.Grant;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Those of this instance who wait for a turn with one engine of the provider. Whoever waits for
 * sound goes before what is made ahead, accounts take turns, and whoever would wait longer than it
 * may is turned away at once, so that the provider never has to throttle (faults.md V8).
 */
final class EngineBudget {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final long LEAST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 250;

    private final Turns turns;
    private final EngineLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairQueue<Waiter> urgent = new FairQueue<>();
    private final FairQueue<Waiter> background = new FairQueue<>();
    private int running;
    private int unused;
    private int told;
    private boolean crowded;
    private boolean toldIsDue;
    private boolean asking;

    EngineBudget(Turns turns, EngineLimits limits) {
        this.turns = turns;
        this.limits = limits;
    }

    private record Waiter(Errand errand, CompletableFuture<Turn> turn) {}

    /** A turn with the provider; whoever has it closes it after the call. */
    final class Turn implements AutoCloseable {

        /** What was given longer ago may meet what was given since: the provider would see both. */
        private static final Duration FRESH = Duration.ofMillis(150);

        private final long givenAt = System.nanoTime();
        private boolean used = true;

        boolean isFresh() {
            return System.nanoTime() - givenAt < FRESH.toNanos();
        }

        /** No call was made with it. */
        void isUnused() {
            used = false;
        }

        @Override
        public void close() {
            leave(used);
        }
    }

    /**
     * Waits for a turn.
     *
     * @throws SpeechFailure when none comes in time, or nobody wants it any more
     */
    Turn enter(Errand errand, Duration atMost) {
        Waiter waiter = new Waiter(errand, new CompletableFuture<>());
        lock.lock();
        try {
            FairQueue<Waiter> queue = queue(errand.urgency());
            double most = atMost.toMillis() / 1_000.0 * limits.perSecond() + limits.burst();
            if (queue.ahead(errand.accountId()) > most) {
                throw new SpeechFailure(Kind.NOT_TRIED, "too many wait for a turn");
            }
            queue.add(errand.accountId(), waiter);
            if (errand.urgency() == Urgency.INTERACTIVE && urgent.size() == 1) {
                changed.signalAll();
            }
            startAsking();
        } finally {
            lock.unlock();
        }
        return await(waiter, System.nanoTime() + atMost.toNanos());
    }

    private Turn await(Waiter waiter, long deadline) {
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                try {
                    return waiter.turn()
                            .get(Math.min(left, LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS);
                } catch (TimeoutException notYet) {
                    if (!waiter.errand().isWanted().getAsBoolean()) {
                        goAway(waiter);
                        throw new SpeechFailure(Kind.ABANDONED, "nobody waits for it", notYet);
                    }
                    if (left <= 0) {
                        goAway(waiter);
                        throw new SpeechFailure(Kind.NOT_TRIED, "no turn in time", notYet);
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            goAway(waiter);
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.NOT_TRIED, "interrupted", interrupted);
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }

    /** Leaves the queue; a turn that came in this moment goes back. */
    private void goAway(Waiter waiter) {
        lock.lock();
        try {
            Errand errand = waiter.errand();
            if (!queue(errand.urgency()).remove(errand.accountId(), waiter)) {
                leave(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(boolean used) {
        lock.lock();
        try {
            running--;
            unused += used ? 0 : 1;
            if (crowded) {
                tell();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Confirms what is under way, so that it stays this instance's, and what no longer is. */
    void confirm() {
        lock.lock();
        try {
            if (running > 0 || told != running) {
                tell();
            }
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return urgent.size() + background.size();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        toldIsDue = true;
        changed.signalAll();
        startAsking();
    }

    private FairQueue<Waiter> queue(Urgency urgency) {
        return urgency == Urgency.INTERACTIVE ? urgent : background;
    }

    /** One asks for all who wait. */
    private void startAsking() {
        if (!asking) {
            asking = true;
            Thread.ofVirtual().name("turns").start(this::ask);
        }
    }

    private void ask() {
        @Nullable Ask ask = next();
        while (ask != null) {
            Grant grant = turns.take(ask);
            handOut(ask, grant);
            ask = next();
        }
    }

    /** What to ask for now; null when nobody waits and there is nothing to tell. */
    private @Nullable Ask next() {
        lock.lock();
        try {
            if (urgent.size() + background.size() == 0 && !toldIsDue) {
                asking = false;
                return null;
            }
            toldIsDue = false;
            Ask ask = new Ask(running, unused, urgent.size(), urgent.accounts(), background.size());
            unused = 0;
            return ask;
        } finally {
            lock.unlock();
        }
    }

    private void handOut(Ask ask, Grant grant) {
        lock.lock();
        try {
            told = ask.running() + grant.urgent() + grant.background();
            crowded = 2 * grant.runningEverywhere() > limits.atOnce();
            handOut(urgent, grant.urgent());
            handOut(background, grant.background());
            boolean waiting =
                    ask.urgent() > grant.urgent() || ask.background() > grant.background();
            if (waiting && !toldIsDue) {
                long pause =
                        Math.clamp(grant.waitMillis(), LEAST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
                boolean _ = changed.await(pause, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void handOut(FairQueue<Waiter> queue, int count) {
        for (int i = 0; i < count; i++) {
            Waiter waiter = queue.poll();
            running++;
            if (waiter == null) {
                leave(false);
            } else {
                waiter.turn().complete(new Turn());
            }
        }
    }
}
