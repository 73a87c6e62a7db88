package app.feedtape.gateway.route;

/** Requests that must not take each other's connections. */
public enum Lane {
    ORDINARY,
    /** Lasts as long as somebody listens, and may pause in the middle. */
    SOUND,
    /** Of stores: behind a breaker of their own, too. */
    WEBHOOKS
}
