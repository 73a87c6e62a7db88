package app.feedtape.billing.webhook;

import app.feedtape.billing.store.StoreReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A subscription whose store does not stop speaking of it is read again only every few seconds,
 * with all that was said of it meanwhile. The first fifteen notifications, and one a second, cost
 * no rest: so much belongs to a purchase or a change. Of this instance only; two read twice as
 * often.
 */
final class Rests {

    private static final int ALLOWED = 15;
    private static final int MOST = 30;
    private static final Duration FOR_EACH = Duration.ofSeconds(1);
    private static final Duration LENGTH = Duration.ofSeconds(4);

    /** A quarter more or less by chance: what came at once must not come back at once. */
    private static final double SPREAD = 0.25;

    private final Map<StoreReference, Rest> rests = new ConcurrentHashMap<>();

    /**
     * @param paidUntil each notification moves it on; the allowance is how far it may be ahead
     */
    private record Rest(Instant paidUntil, Instant until) {}

    /** It was read just now for so many notifications. */
    void note(StoreReference read, int notifications, Instant now) {
        rests.compute(
                read,
                (reference, before) -> {
                    Instant paid =
                            before == null || before.paidUntil.isBefore(now)
                                    ? now
                                    : before.paidUntil;
                    Instant most = now.plus(FOR_EACH.multipliedBy(MOST));
                    Instant next = paid.plus(FOR_EACH.multipliedBy(notifications));
                    Instant owed = next.isAfter(most) ? most : next;
                    return new Rest(owed, now.plus(length(Duration.between(now, owed))));
                });
    }

    /** Longer with every notification beyond those that are allowed. */
    private static Duration length(Duration ahead) {
        Duration over = ahead.minus(FOR_EACH.multipliedBy(ALLOWED));
        if (!over.isPositive()) {
            return Duration.ZERO;
        }
        double share = (double) over.toMillis() / FOR_EACH.multipliedBy(MOST - ALLOWED).toMillis();
        double spread = 1 - SPREAD + 2 * SPREAD * ThreadLocalRandom.current().nextDouble();
        return Duration.ofMillis(Math.round(LENGTH.toMillis() * share * spread));
    }

    /** Those that rest at this time; what is long over is forgotten. */
    Collection<StoreReference> at(Instant now) {
        rests.values().removeIf(rest -> rest.paidUntil.isBefore(now));
        return rests.entrySet().stream()
                .filter(rest -> rest.getValue().until.isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }
}
