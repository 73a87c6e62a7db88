package app.feedtape.tts.synthesis;

/**
 * An instance's fixed share of the budget, for as long as the database cannot be asked. It begins
 * with nothing saved up: what all instances had together may just have been used.
 */
final class OwnTurns implements Turns {

    private final double perSecond;
    private final int burst;
    private final int atOnce;
    private double tokens;
    private long filledAt = System.nanoTime();

    /**
     * @param replicas of this service at most
     */
    OwnTurns(EngineLimits limits, int replicas) {
        this.perSecond = (double) limits.perSecond() / replicas;
        this.burst = Math.max(1, limits.burst() / replicas);
        this.atOnce = Math.max(1, limits.atOnce() / replicas);
    }

    /** Whatever has been saved up is gone. */
    synchronized void restart() {
        tokens = 0;
        filledAt = System.nanoTime();
    }

    @Override
    public synchronized Grant take(Ask ask) {
        long now = System.nanoTime();
        tokens = Math.min(burst, tokens + ask.unused() + (now - filledAt) * perSecond / 1e9);
        filledAt = now;
        int free = Math.max(0, Math.min((int) tokens, atOnce - ask.running()));
        int urgent = Math.min(ask.urgent(), free);
        int background = Math.min(ask.background(), free - urgent);
        tokens -= urgent + background;
        int running = ask.running() + urgent + background;
        long wait = running >= atOnce ? 50 : (long) Math.ceil(1_000 * (1 - tokens) / perSecond);
        return new Grant(urgent, background, running, (int) Math.max(0, wait));
    }
}
