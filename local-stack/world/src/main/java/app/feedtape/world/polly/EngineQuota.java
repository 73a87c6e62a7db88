package app.feedtape.world.polly;

import java.util.concurrent.TimeUnit;

/** One engine's quota: a bucket of calls refilled evenly, and a number of calls at once. */
final class EngineQuota {
    private final Engine engine;
    private double tokens;
    private long filledAt = System.nanoTime();
    private int running;

    EngineQuota(Engine engine) {
        this.engine = engine;
        this.tokens = engine.burst();
    }

    /** Takes one call or throttles it, as Polly does: with HTTP 400. */
    synchronized void enter() {
        long now = System.nanoTime();
        double refill =
                (now - filledAt) * (double) engine.perSecond() / TimeUnit.SECONDS.toNanos(1);
        tokens = Math.min(engine.burst(), tokens + refill);
        filledAt = now;
        if (tokens < 1 || running >= engine.atOnce()) {
            throw PollyProblem.throttled();
        }
        tokens -= 1;
        running++;
    }

    synchronized void leave() {
        running--;
    }
}
