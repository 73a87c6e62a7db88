package app.feedtape.billing.entitlement;

import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Source;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The best of a payer's purchases at an instant (architecture.md, money).
 *
 * @param validUntil when it must be decided anew, null when time alone changes nothing
 */
record Best(Purchase purchase, PurchaseStatus status, @Nullable Instant validUntil) {

    /**
     * The paid purchase of the highest plan that gives access, the longest-running of several;
     * without one, the sign-up trial, running or over.
     *
     * @param signup what every payer has
     */
    static Best of(
            Purchase signup, List<Purchase> purchases, ToIntFunction<String> rankOf, Instant now) {
        return purchases.stream()
                .filter(Purchase::isPaid)
                .filter(purchase -> purchase.givesAccessAt(now))
                .max(
                        Comparator.<Purchase>comparingInt(
                                        purchase -> rankOf.applyAsInt(purchase.plan()))
                                .thenComparing(
                                        purchase -> purchase.accessEndsAt().orElse(Instant.MAX)))
                .map(paid -> new Best(paid, paid.status(), paid.decideAgainAt(now).orElse(null)))
                .orElseGet(() -> trial(signup, now));
    }

    private static Best trial(Purchase signup, Instant now) {
        if (signup.source() != Source.SIGNUP) {
            throw new IllegalArgumentException("Not a sign-up trial: " + signup.id());
        }
        return signup.givesAccessAt(now)
                ? new Best(signup, PurchaseStatus.TRIALING, signup.trialEndsAt())
                : new Best(signup, PurchaseStatus.EXPIRED, null);
    }
}
