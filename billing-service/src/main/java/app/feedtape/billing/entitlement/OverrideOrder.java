package app.feedtape.billing.entitlement;

import app.feedtape.billing.audit.Action;
import app.feedtape.billing.entitlement.LimitOverrides.Entry;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Sets a limit for one payer in place of the plan's. */
@Service
class OverrideOrder {

    private final LimitOverrides overrides;
    private final Purchases purchases;
    private final EntitlementDecision decision;
    private final AuditTrail audit;
    private final ClosedAccounts closed;

    OverrideOrder(
            LimitOverrides overrides,
            Purchases purchases,
            EntitlementDecision decision,
            AuditTrail audit,
            ClosedAccounts closed) {
        this.overrides = overrides;
        this.purchases = purchases;
        this.decision = decision;
        this.audit = audit;
        this.closed = closed;
    }

    /**
     * @param amount null for the plan's own again
     * @param endsAt null for as long as nobody says otherwise
     */
    record Wish(
            UUID payerId,
            OverridableLimit limit,
            @Nullable Long amount,
            @Nullable Instant endsAt,
            String reason) {}

    @Transactional
    public EntitlementChanged give(Actor actor, Wish wish) {
        if (closed.isClosed(wish.payerId())) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
        Instant now = purchases.lock(wish.payerId());
        if (wish.endsAt() != null && !now.isBefore(wish.endsAt())) {
            throw Refusal.invalid("ends_at", "The end must be still to come.");
        }
        audit.record(
                actor,
                Action.LIMIT_OVERRIDDEN,
                new Subject(wish.payerId(), "limit:" + wish.limit().word(), null),
                "%s (%s: %s)"
                        .formatted(
                                wish.reason(),
                                wish.limit().word(),
                                wish.amount() == null ? "as the plan" : wish.amount()));
        overrides.set(
                wish.payerId(),
                new Entry(
                        wish.limit(),
                        wish.amount(),
                        wish.endsAt(),
                        wish.reason(),
                        actor.name(),
                        now),
                RequestContext.current().requestId());
        return decision.decide(wish.payerId(), now);
    }
}
