package app.feedtape.billing.purchase;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a payer has from a source. Intervals start inclusive and end exclusive.
 *
 * @param accountId who bought it
 * @param originalId the source's own id, unique within the source
 * @param readAt when the source was asked for this state; an older reading never replaces a newer
 *     one
 * @param graceEndsAt until when access is kept while a payment is overdue, by the store's own word
 * @param reason why an operator gave it, or what is to be known of its payments, such as {@code
 *     disputed}
 */
public record Purchase(
        UUID id,
        UUID payerId,
        UUID accountId,
        Source source,
        String originalId,
        String plan,
        PurchaseStatus status,
        Instant startedAt,
        @Nullable Instant currentPeriodStart,
        @Nullable Instant currentPeriodEnd,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEndsAt,
        @Nullable Instant graceEndsAt,
        @Nullable String reason,
        Instant readAt) {

    /** One whose store has no grace of its own. */
    public Purchase(
            UUID id,
            UUID payerId,
            UUID accountId,
            Source source,
            String originalId,
            String plan,
            PurchaseStatus status,
            Instant startedAt,
            @Nullable Instant currentPeriodStart,
            @Nullable Instant currentPeriodEnd,
            @Nullable Instant cancelAt,
            @Nullable Instant trialEndsAt,
            @Nullable String reason,
            Instant readAt) {
        this(
                id,
                payerId,
                accountId,
                source,
                originalId,
                plan,
                status,
                startedAt,
                currentPeriodStart,
                currentPeriodEnd,
                cancelAt,
                trialEndsAt,
                null,
                reason,
                readAt);
    }

    /** A lost webhook must not cut anybody off: a renewal is waited for this long. */
    static final Duration RENEWAL_GRACE = Duration.ofDays(3);

    /** A store that cannot be asked cuts nobody off either, but not for ever. */
    static final Duration LONGEST_DOUBT = Duration.ofDays(7);

    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /**
     * Whether it is a subscription that somebody pays or answers for, as opposed to the sign-up
     * trial.
     */
    public boolean isPaid() {
        return source != Source.SIGNUP;
    }

    /** Whether its plan may be used at this instant. */
    public boolean givesAccessAt(Instant now) {
        return status != PurchaseStatus.EXPIRED
                && (accessEndsAt().map(now::isBefore).orElse(true) || isUnconfirmedAt(now));
    }

    /**
     * Whether access should have ended, but the store has not been asked since: the notification of
     * a renewal may be lost.
     */
    private boolean isUnconfirmedAt(Instant now) {
        return source.isStore()
                && status != PurchaseStatus.CANCELLED
                && status != PurchaseStatus.EXPIRED
                && accessEndsAt()
                        .filter(end -> !now.isBefore(end) && readAt.isBefore(end))
                        .filter(end -> now.isBefore(end.plus(LONGEST_DOUBT)))
                        .isPresent();
    }

    /**
     * When to look again at what it gives; empty when time alone changes nothing. While the store
     * has not confirmed the end, after a quarter of the time it is overdue.
     */
    public Optional<Instant> decideAgainAt(Instant now) {
        return isUnconfirmedAt(now)
                ? accessEndsAt().map(end -> now.plus(pause(Duration.between(end, now))))
                : accessEndsAt();
    }

    private static Duration pause(Duration overdue) {
        Duration quarter = overdue.dividedBy(4);
        Duration pause = quarter.compareTo(SHORTEST_PAUSE) > 0 ? quarter : SHORTEST_PAUSE;
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /**
     * When access ends unless its source says otherwise before; empty when it does not end by
     * itself.
     */
    public Optional<Instant> accessEndsAt() {
        return switch (source) {
            case SIGNUP -> Optional.ofNullable(trialEndsAt);
            case GRANT, ORGANIZATION -> Optional.ofNullable(currentPeriodEnd);
            case STRIPE, APPLE, GOOGLE -> storeAccessEndsAt();
        };
    }

    private Optional<Instant> storeAccessEndsAt() {
        if (status == PurchaseStatus.CANCELLED) {
            return Optional.ofNullable(cancelAt);
        }
        return status == PurchaseStatus.PAST_DUE && graceEndsAt != null
                ? Optional.of(graceEndsAt)
                : Optional.ofNullable(currentPeriodEnd).map(end -> end.plus(RENEWAL_GRACE));
    }

    /**
     * What is said of it at this instant: time ends a purchase even when nobody has written that
     * down.
     */
    public PurchaseStatus statusAt(Instant now) {
        return givesAccessAt(now) ? status : PurchaseStatus.EXPIRED;
    }

    /** The same trial, over from the start: it was used before. */
    public Purchase neverTried(Instant now) {
        return triedUntil(startedAt, now);
    }

    /** The same trial, with another end. */
    public Purchase triedUntil(Instant end, Instant now) {
        return new Purchase(
                id,
                payerId,
                accountId,
                source,
                originalId,
                plan,
                status,
                startedAt,
                currentPeriodStart,
                currentPeriodEnd,
                cancelAt,
                end,
                graceEndsAt,
                reason,
                now);
    }

    /** The same purchase, over. */
    public Purchase ended(Instant now) {
        return new Purchase(
                id,
                payerId,
                accountId,
                source,
                originalId,
                plan,
                PurchaseStatus.EXPIRED,
                startedAt,
                currentPeriodStart,
                currentPeriodEnd,
                cancelAt,
                trialEndsAt,
                graceEndsAt,
                reason,
                now);
    }
}
