package app.feedtape.gateway.quota;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A payer's calls of the UTC day as this instance holds them. Everything happens under its monitor,
 * and nothing waits there.
 */
final class Meter {

    /** What becomes of a call. */
    enum Verdict {
        /** It was taken from what is held. */
        PASS,
        /** The same, and it is time to ask for more beside it. */
        PASS_AND_ASK,
        /** Nothing is held: ask, or wait for the answer that is under way. */
        ASK,
        /** The day is used up. */
        USED_UP,
        /** Billing does not answer, and this instance's share of the rest is used up too. */
        UNKNOWN
    }

    private static final long PAUSE_MILLIS = 1_000;

    private final int instances;
    private @Nullable Long limit;
    private long calls;
    private long held;
    private long leased;
    private long owed;
    private boolean usedUp;
    private Instant resetsAt = Instant.MIN;
    private Instant askAgainAt = Instant.MIN;
    private @Nullable CompletableFuture<Boolean> asking;

    /**
     * @param instances the most that may run at once
     */
    Meter(int instances) {
        this.instances = instances;
    }

    /**
     * One call.
     *
     * @param current the limit by the payer's entitlement; null is unlimited
     */
    synchronized Verdict take(@Nullable Long current, Instant now) {
        begin(current, now);
        if (held > 0) {
            held--;
            return held <= leased / 2 && asking == null && !now.isBefore(askAgainAt)
                    ? Verdict.PASS_AND_ASK
                    : Verdict.PASS;
        }
        if (usedUp) {
            return Verdict.USED_UP;
        }
        return asking != null || !now.isBefore(askAgainAt) ? Verdict.ASK : takeShare();
    }

    /** A call that billing did not answer for in time. */
    synchronized Verdict takeShare() {
        if (limit != null && owed >= Math.max(0, limit - calls) / instances) {
            return Verdict.UNKNOWN;
        }
        owed++;
        return Verdict.PASS;
    }

    private void begin(@Nullable Long current, Instant now) {
        if (!now.isBefore(resetsAt)) {
            calls = 0;
            held = 0;
            leased = 0;
            owed = 0;
            usedUp = false;
            resetsAt = tomorrow(now);
        }
        if (current == null ? limit != null : !current.equals(limit)) {
            limit = current;
            usedUp = false;
        }
    }

    private static Instant tomorrow(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    /** The answer under way, or a new one that the caller must bring; then {@code isMine}. */
    synchronized Asking ask() {
        CompletableFuture<Boolean> running = asking;
        if (running != null) {
            return new Asking(running, false, held);
        }
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        asking = mine;
        return new Asking(mine, true, held);
    }

    /**
     * @param answered completes with whether billing answered
     */
    record Asking(CompletableFuture<Boolean> answered, boolean isMine, long held) {}

    /**
     * Takes an answer in; null when there was none. Calls that were let through without a lease are
     * paid first.
     */
    synchronized CompletableFuture<Boolean> settle(@Nullable Lease lease, Instant now) {
        if (lease == null || lease.resetsAt().isBefore(resetsAt) && lease.granted() == 0) {
            askAgainAt = now.plusMillis(PAUSE_MILLIS);
        } else {
            if (lease.resetsAt().isAfter(resetsAt)) {
                // Billing's day has turned before this clock's.
                held = 0;
                owed = 0;
                resetsAt = lease.resetsAt();
            }
            long paid = Math.min(owed, lease.granted());
            owed -= paid;
            held += lease.granted() - paid;
            leased = held;
            calls = lease.calls();
            // Nothing is granted either while more is held than a lease has, as when it was made
            // smaller.
            usedUp =
                    lease.granted() == 0
                            && held == 0
                            && lease.limit() != null
                            && lease.calls() >= lease.limit();
        }
        CompletableFuture<Boolean> waited = asking;
        asking = null;
        return waited == null ? new CompletableFuture<>() : waited;
    }

    /** Counted by billing and not spent here. */
    synchronized long unspent(Instant now) {
        return now.isBefore(resetsAt) ? held : 0;
    }

    /** What a refusal says. */
    synchronized Told told() {
        return new Told(Math.max(calls, limit == null ? 0 : limit), limit, resetsAt);
    }

    record Told(long used, @Nullable Long limit, Instant resetsAt) {}
}
