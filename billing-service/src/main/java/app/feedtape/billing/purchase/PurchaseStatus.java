package app.feedtape.billing.purchase;

import java.util.Locale;

/** Where a purchase is in its life. */
public enum PurchaseStatus {
    TRIALING,
    ACTIVE,
    /** The last payment failed; access is kept while the store tries again. */
    PAST_DUE,
    /** Will not renew; access until {@code cancel_at}. */
    CANCELLED,
    EXPIRED;

    /** As databases, facts and answers say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PurchaseStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
