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
 * @param reason why an operator gave it
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
        @Nullable String reason,
        Instant readAt) {

    /** A lost webhook must not cut anybody off: a renewal is waited for this long. */
    static final Duration RENEWAL_GRACE = Duration.ofDays(3);

    /**
     * Whether it is a subscription that somebody pays or answers for, as opposed to the sign-up
     * trial.
     */
    public boolean isPaid() {
        return source != Source.SIGNUP;
    }

    /** Whether its plan may be used at this instant. */
    public boolean givesAccessAt(Instant now) {
        return status != PurchaseStatus.EXPIRED && accessEndsAt().map(now::isBefore).orElse(true);
    }

    /**
     * When access ends unless its source says otherwise before; empty when it does not end by
     * itself.
     */
    public Optional<Instant> accessEndsAt() {
        return switch (source) {
            case SIGNUP -> Optional.ofNullable(trialEndsAt);
            case GRANT, ORGANIZATION -> Optional.ofNullable(currentPeriodEnd);
            case STRIPE, APPLE ->
                    status == PurchaseStatus.CANCELLED
                            ? Optional.ofNullable(cancelAt)
                            : Optional.ofNullable(currentPeriodEnd)
                                    .map(end -> end.plus(RENEWAL_GRACE));
        };
    }

    /**
     * What is said of it at this instant: time ends a purchase even when nobody has written that
     * down.
     */
    public PurchaseStatus statusAt(Instant now) {
        return givesAccessAt(now) ? status : PurchaseStatus.EXPIRED;
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
                reason,
                now);
    }
}
