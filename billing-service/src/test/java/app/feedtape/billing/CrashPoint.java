package app.feedtape.billing;

/** Where an instance dies on a webhook's way: every step, before and after the database has it. */
enum CrashPoint {
    /** Its signature is right, and it is not kept yet. */
    TAKEN("WebhookIntake", "keep", Moment.BEFORE),
    /** It is kept, and Stripe has no answer yet. */
    KEPT("WebhookIntake", "keep", Moment.AFTER),
    /** The job has it, and has asked nobody. */
    CLAIMED("StoreReading", "apply", Moment.BEFORE),
    /** Stripe has said how things are, and nothing is written down. */
    ASKED("StripeStore", "readSubscription", Moment.AFTER),
    /** The other pay pages are ended at Stripe. */
    PAGES_ENDED("PayPages", "endAll", Moment.AFTER),
    /** It is marked as applied, in the transaction of its effect. */
    SETTLING("WebhookDeliveries", "applied", Moment.AFTER),
    /** The purchase is written, and the transaction is still open. */
    RECORDING("Purchases", "tryRecord", Moment.AFTER),
    /** The plan is decided and its fact is in the outbox; the transaction is still open. */
    DECIDING("EntitlementDecision", "decide", Moment.AFTER),
    /** All is done, and the transaction is still open. */
    CLOSING("Checkouts", "close", Moment.AFTER),
    /** All is committed, and nothing of it is published. */
    COMMITTED("Checkouts", "close", Moment.COMMITTED);

    enum Moment {
        BEFORE,
        AFTER,
        COMMITTED
    }

    private final String type;
    private final String method;
    private final Moment moment;

    CrashPoint(String type, String method, Moment moment) {
        this.type = type;
        this.method = method;
        this.moment = moment;
    }

    boolean isIn(Class<?> candidate) {
        return candidate.getSimpleName().equals(type);
    }

    /** Whether it is at this method, seen from this side. */
    boolean isAt(String name, Moment side) {
        return method.equals(name) && (moment == Moment.BEFORE) == (side == Moment.BEFORE);
    }

    boolean isAfterTheCommit() {
        return moment == Moment.COMMITTED;
    }
}
