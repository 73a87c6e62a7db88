package app.feedtape.billing.audit;

import app.feedtape.messaging.audit.AuditAction;

/** Everything this trail can say was done. */
public enum Action implements AuditAction {
    PLAN_ADDED,
    PLAN_CHANGED,
    PRICE_CHANGED,
    PLAN_GRANTED,
    TRIAL_GRANTED,
    LIMIT_OVERRIDDEN,
    PROVIDER_COST_SET,
    RECONCILIATION_ORDERED,
    STORE_EVENT_RETRIED,
    STORE_EVENT_SETTLED
}
