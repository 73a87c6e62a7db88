package app.feedtape.tts.synthesis;

import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.voices.VoiceEngine;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * This instance's calls to one engine of the provider: so many a second, so many at once. Whoever
 * would wait longer than it may is turned away at once, so that the provider never has to throttle
 * (faults.md V8). Figures: Polly's quotas page, 2026, below its bursts.
 */
final class EngineBudget {

    private final double perSecond;
    private final double burst;
    private final Semaphore atOnce;
    private double tokens;
    private long filledAt = System.nanoTime();

    private EngineBudget(double perSecond, int burst, int atOnce) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.atOnce = new Semaphore(atOnce, true);
        this.tokens = burst;
    }

    /**
     * An instance's share of what the provider allows all of them.
     *
     * @param replicas of this service at most
     */
    static EngineBudget of(VoiceEngine engine, int replicas) {
        return switch (engine) {
            case STANDARD -> share(80, 90, 80, replicas);
            case NEURAL -> share(8, 8, 18, replicas);
            case GENERATIVE -> share(8, 8, 26, replicas);
        };
    }

    private static EngineBudget share(int perSecond, int burst, int atOnce, int replicas) {
        return new EngineBudget(
                (double) perSecond / replicas,
                Math.max(1, burst / replicas),
                Math.max(1, atOnce / replicas));
    }

    /** Waits for a turn, not longer than that; {@link #leave} must follow. */
    void enter(Duration atMost) {
        try {
            if (!atOnce.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SpeechFailure(Kind.NOT_TRIED, "too many calls at once");
            }
            long wait = reserve(atMost);
            if (wait < 0) {
                atOnce.release();
                throw new SpeechFailure(Kind.NOT_TRIED, "too many calls a second");
            }
            TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.NOT_TRIED, "interrupted", interrupted);
        }
    }

    void leave() {
        atOnce.release();
    }

    /** Nanoseconds until a token is there for the caller, or -1 when that is too long. */
    private synchronized long reserve(Duration atMost) {
        long now = System.nanoTime();
        tokens = Math.min(burst, tokens + (now - filledAt) * perSecond / 1e9);
        filledAt = now;
        double wait = tokens >= 1 ? 0 : (1 - tokens) / perSecond * 1e9;
        if (wait > atMost.toNanos()) {
            return -1;
        }
        tokens -= 1;
        return (long) wait;
    }
}
