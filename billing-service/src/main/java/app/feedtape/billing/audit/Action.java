package app.feedtape.billing.audit;

import java.util.Locale;

/** Everything this trail can say was done. */
public enum Action {
    PLAN_ADDED,
    PLAN_CHANGED,
    PRICE_CHANGED,
    PLAN_GRANTED,
    TRIAL_GRANTED,
    LIMIT_OVERRIDDEN,
    PROVIDER_COST_SET,
    RECONCILIATION_ORDERED;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
