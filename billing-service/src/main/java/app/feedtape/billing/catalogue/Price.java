package app.feedtape.billing.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * What a plan costs in a store.
 *
 * @param minorUnits amount in the currency's smallest unit
 * @param currency ISO 4217
 * @param period {@code month} or {@code year}
 * @param storePriceId the store's own id, null until it is configured
 */
public record Price(
        String store,
        String plan,
        String currency,
        String period,
        int minorUnits,
        @Nullable String storePriceId) {

    private static final String NO_STORE = "signup";

    /** Whether it can be paid there: the store knows it, or nothing is to be paid. */
    boolean isOfferedIn(String wanted) {
        return store.equals(NO_STORE) || store.equals(wanted) && storePriceId != null;
    }
}
