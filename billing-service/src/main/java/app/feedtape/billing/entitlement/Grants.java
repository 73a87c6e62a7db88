package app.feedtape.billing.entitlement;

import app.feedtape.billing.audit.Action;
import app.feedtape.billing.catalogue.Plan;
import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.events.Entitlement;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Plans given by an operator. A new grant takes the place of those that run; the free plan only
 * ends them.
 */
@Service
class Grants {

    private final Plans plans;
    private final Purchases purchases;
    private final EntitlementDecision decision;
    private final TimeOrderedIds ids;
    private final ClosedAccounts closed;
    private final AuditTrail audit;

    Grants(
            Plans plans,
            Purchases purchases,
            EntitlementDecision decision,
            TimeOrderedIds ids,
            ClosedAccounts closed,
            AuditTrail audit) {
        this.plans = plans;
        this.purchases = purchases;
        this.decision = decision;
        this.ids = ids;
        this.closed = closed;
        this.audit = audit;
    }

    /**
     * @param days how long, null without end
     */
    @Transactional
    EntitlementChanged grant(
            Actor actor, UUID payerId, String planName, @Nullable Integer days, String reason) {
        Plan plan =
                plans.find(planName)
                        .orElseThrow(() -> Refusal.invalid("plan", "There is no such plan."));
        if (closed.isClosed(payerId)) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
        Instant now = purchases.lock(payerId);
        audit.record(
                actor,
                Action.PLAN_GRANTED,
                new Subject(payerId, "plan:" + plan.name(), null),
                "%s (%s, %s)"
                        .formatted(
                                reason,
                                plan.name(),
                                days == null ? "without end" : days + " days"));
        endRunning(payerId, now, reason);
        if (!plan.name().equals(Entitlement.FREE)) {
            purchases.tryRecord(grantOf(payerId, plan, days, reason, now), "grant: " + reason);
        }
        return decision.decide(payerId, now);
    }

    private void endRunning(UUID payerId, Instant now, String reason) {
        purchases.list(payerId).stream()
                .filter(purchase ->
                        purchase.source() == Source.GRANT && purchase.givesAccessAt(now))
                .forEach(purchase ->
                        purchases.tryRecord(purchase.ended(now), "replaced: " + reason));
    }

    private Purchase grantOf(
            UUID payerId, Plan plan, @Nullable Integer days, String reason, Instant now) {
        UUID id = ids.next();
        return new Purchase(
                id,
                payerId,
                payerId,
                Source.GRANT,
                id.toString(),
                plan.name(),
                PurchaseStatus.ACTIVE,
                now,
                now,
                days == null ? null : now.plus(Duration.ofDays(days)),
                null,
                null,
                reason,
                now);
    }
}
