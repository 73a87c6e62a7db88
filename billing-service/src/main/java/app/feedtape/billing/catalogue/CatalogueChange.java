package app.feedtape.billing.catalogue;

import app.feedtape.billing.audit.Action;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.audit.AuditTrail.Subject;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.Set;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes a plan by an operator's order. The plan is locked, the order written down, and only then
 * carried out; the others are told in the same transaction.
 */
@Service
class CatalogueChange {

    private final CatalogueRows rows;
    private final CataloguePublication publication;
    private final AuditTrail audit;

    CatalogueChange(CatalogueRows rows, CataloguePublication publication, AuditTrail audit) {
        this.rows = rows;
        this.publication = publication;
        this.audit = audit;
    }

    /**
     * @param version that the operator has seen; 409 when it is another one
     */
    record Order(Actor actor, String plan, long version, String reason) {}

    /** A change that changes nothing leaves no trace. */
    @Transactional
    public void change(Order order, PlanPatch patch) {
        ObjectNode current = lock(order.plan());
        long version = current.path("version").asLong();
        if (version != order.version()) {
            throw CatalogueConflicts.stale(version);
        }
        requireKnownScopes(patch);
        Set<String> changed = patch.differences(current);
        if (changed.isEmpty()) {
            return;
        }
        audit.record(
                order.actor(),
                Action.PLAN_CHANGED,
                new Subject(null, "plan:" + order.plan(), version + 1),
                "%s (%s)".formatted(order.reason(), String.join(", ", changed)));
        save(order, patch.over(current));
        publication.publishChanges();
    }

    private void save(Order order, ObjectNode content) {
        try {
            if (!rows.trySave(order.plan(), order.version(), content)) {
                throw new IllegalStateException("Changed under its lock: " + order.plan());
            }
        } catch (DataIntegrityViolationException broken) {
            throw CatalogueConflicts.refusal(broken);
        }
    }

    /** A scope that no plan has is nobody's bucket. */
    private void requireKnownScopes(PlanPatch patch) {
        patch.columns()
                .path("rate_limits")
                .propertyStream()
                .forEach(rate -> {
                    if (!rows.isScope(rate.getKey())) {
                        throw Refusal.invalid(
                                "rate_limits." + rate.getKey(), "There is no such scope.");
                    }
                });
    }

    /** Adds a plan like another one; it is offered when it is made active. */
    @Transactional
    public void add(Order order, String like, int rank, String displayName) {
        lock(like);
        audit.record(
                order.actor(),
                Action.PLAN_ADDED,
                new Subject(null, "plan:" + order.plan(), 1L),
                "%s (like %s)".formatted(order.reason(), like));
        try {
            rows.tryCopy(order.plan(), like, rank, displayName);
        } catch (DataIntegrityViolationException broken) {
            throw CatalogueConflicts.refusal(broken);
        }
        publication.publishChanges();
    }

    private ObjectNode lock(String plan) {
        return rows.lock(plan)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such plan."));
    }
}
