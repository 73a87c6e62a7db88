package app.feedtape.billing.store;

import app.feedtape.billing.purchase.Owner;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as a store has it now, in our words.
 *
 * @param owner whose it is by what the store knows, null when it does not say
 * @param plan by the store's id of the price, in our catalogue
 * @param cancelAt when it ends if it will not renew
 * @param graceEndsAt until when access is kept after a failed payment, null when the store leaves
 *     that to us
 * @param remark what is to be known of its payments, such as {@code disputed}, null for nothing
 * @param isToEnd whether it still runs there although it gives nothing any more: the store is told
 *     to end it
 * @param replaces the store's id of a purchase that this one has taken the place of, and that gives
 *     nothing any more
 * @param isUnacknowledged whether the store waits to hear that the buyer has it
 */
public record StoreSubscription(
        @Nullable Owner owner,
        String plan,
        PurchaseStatus status,
        Instant startedAt,
        Instant periodStart,
        Instant periodEnd,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEndsAt,
        @Nullable Instant graceEndsAt,
        @Nullable String remark,
        boolean isToEnd,
        @Nullable String replaces,
        boolean isUnacknowledged) {

    /** One of whose payments there is nothing to say. */
    public StoreSubscription(
            @Nullable Owner owner,
            String plan,
            PurchaseStatus status,
            Instant startedAt,
            Instant periodStart,
            Instant periodEnd,
            @Nullable Instant cancelAt,
            @Nullable Instant trialEndsAt,
            @Nullable Instant graceEndsAt) {
        this(
                owner,
                plan,
                status,
                startedAt,
                periodStart,
                periodEnd,
                cancelAt,
                trialEndsAt,
                graceEndsAt,
                null,
                false,
                null,
                false);
    }

    /** As it is written down for who it belongs to. */
    public Purchase purchase(UUID id, Owner boundTo, StoreReference reference, Instant readAt) {
        return new Purchase(
                id,
                boundTo.payerId(),
                boundTo.accountId(),
                reference.source(),
                reference.originalId(),
                plan,
                status,
                startedAt,
                periodStart,
                periodEnd,
                cancelAt,
                trialEndsAt,
                graceEndsAt,
                remark,
                readAt);
    }
}
