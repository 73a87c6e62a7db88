package app.feedtape.gateway.route;

import app.feedtape.events.PlanFact.Rate;

/**
 * Which bucket a call takes from, with the free plan's rate, which holds until the catalogue says
 * otherwise. Sources: product.md (plans) and decisions.md (limits).
 */
public enum LimitScope {
    /** Not counted: answers that cost nothing, and webhooks, which count when they are refused. */
    NONE("none", 1, 1),
    API("api", 60, 60),
    LOGIN("login", 10, 3600),
    REGISTER("register", 5, 3600),
    REFRESH("refresh", 30, 300),
    PASSWORD_RESET("password_reset", 5, 3600),
    TWO_FACTOR("two_factor", 5, 900),
    JOBS("jobs", 10, 3600),
    SPEECH("speech", 30, 60),
    /** Of its own, so that an explanation can be had when nothing else is left. */
    DECISIONS("decisions", 30, 60),
    /** What one API key may call in all, beside the account's own buckets. */
    KEY("key", 60, 60),
    /** Tokens, keys and webhooks that were refused, by address: apart from what strangers call. */
    REFUSED("refused", 60, 60);

    private final String wireName;
    private final Rate free;

    LimitScope(String wireName, int requests, int windowSeconds) {
        this.wireName = wireName;
        this.free = new Rate(requests, windowSeconds);
    }

    /** The name in a plan's {@code rate_limits} and in {@code RateLimit} headers. */
    public String wireName() {
        return wireName;
    }

    /** The rate where the plan names none. */
    public Rate fallback() {
        return free;
    }
}
