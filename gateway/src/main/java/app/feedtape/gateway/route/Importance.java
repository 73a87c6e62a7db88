package app.feedtape.gateway.route;

/**
 * Who is sent away first when a service has too much to do. Each may fill a service up to its own
 * share of what it can take at once, so that the more important ones always find room.
 */
public enum Importance {
    /** Somebody sits before it and waits. */
    AWAITED("awaited", 1.0, 1, 4),
    /** Work whose result is fetched later, and programs with an API key: they come back. */
    BACKGROUND("background", 0.75, 4, 16),
    /** Nobody is known yet, and no sign-in hangs on it. */
    ANONYMOUS("anonymous", 0.5, 4, 16);

    private final String wireName;
    private final double share;
    private final int soonestSeconds;
    private final int latestSeconds;

    Importance(String wireName, double share, int soonestSeconds, int latestSeconds) {
        this.wireName = wireName;
        this.share = share;
        this.soonestSeconds = soonestSeconds;
        this.latestSeconds = latestSeconds;
    }

    /** For metrics and logs. */
    public String wireName() {
        return wireName;
    }

    /** Up to which part of its places a service may be filled by these and all others together. */
    public double share() {
        return share;
    }

    /** A refused one is asked to come back in so many seconds at the soonest. */
    public int soonestSeconds() {
        return soonestSeconds;
    }

    /** And within so many: spread, or all of them would be back in the same second. */
    public int latestSeconds() {
        return latestSeconds;
    }
}
