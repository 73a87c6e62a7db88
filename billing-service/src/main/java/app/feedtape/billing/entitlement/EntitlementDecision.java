package app.feedtape.billing.entitlement;

import app.feedtape.billing.catalogue.Plan;
import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Decides anew what a payer may do, and says so when that differs from what was last said. */
@Service
public class EntitlementDecision {

    private final Purchases purchases;
    private final Entitlements entitlements;
    private final Plans plans;
    private final SignupTrial trial;
    private final Outbox outbox;
    private final TwinPurchases twins;
    private final LimitOverrides overrides;

    EntitlementDecision(
            Purchases purchases,
            Entitlements entitlements,
            Plans plans,
            SignupTrial trial,
            Outbox outbox,
            TwinPurchases twins,
            LimitOverrides overrides) {
        this.purchases = purchases;
        this.entitlements = entitlements;
        this.plans = plans;
        this.trial = trial;
        this.outbox = outbox;
        this.twins = twins;
        this.overrides = overrides;
    }

    /**
     * Decides by the purchases as they are in the running transaction, which holds the payer's
     * lock. A payer without a sign-up trial gets one that begins now.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public EntitlementChanged decide(UUID payerId, Instant now) {
        return decide(payerId, now, now);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    EntitlementChanged decide(UUID payerId, Instant now, Instant signedUpAt) {
        List<Purchase> all = purchases.list(payerId);
        Purchase signup =
                all.stream()
                        .filter(purchase -> purchase.source() == Source.SIGNUP)
                        .findFirst()
                        .orElseGet(() -> trial.begin(payerId, signedUpAt, now));
        twins.report(payerId, all, now);
        Best best = Best.of(signup, all, plan -> plans.get(plan).rank(), now);
        Optional<EntitlementChanged> before = entitlements.find(payerId);
        EntitlementChanged next = next(payerId, best, trialEnd(signup), before.orElse(null), now);
        if (before.isPresent() && isSame(before.get(), next)) {
            return before.get();
        }
        entitlements.save(next);
        outbox.publish(next);
        return next;
    }

    /** Who never had a trial has no end of one. */
    private static @Nullable Instant trialEnd(Purchase signup) {
        Instant end = signup.trialEndsAt();
        return end != null && end.isAfter(signup.startedAt()) ? end : null;
    }

    private EntitlementChanged next(
            UUID payerId,
            Best best,
            @Nullable Instant trialEndsAt,
            @Nullable EntitlementChanged before,
            Instant now) {
        Plan plan = plans.get(best.purchase().plan());
        LimitOverrides.Running own = overrides.running(payerId, now);
        return new EntitlementChanged(
                payerId,
                before == null ? 1 : before.version() + 1,
                plan.name(),
                plan.version(),
                best.status().word(),
                best.purchase().source().word(),
                best.purchase().id(),
                trialEndsAt,
                own.earlier(best.validUntil()),
                own.overrides(),
                now);
    }

    /** The same but for version and time of change. */
    private static boolean isSame(EntitlementChanged before, EntitlementChanged next) {
        return next.equals(
                new EntitlementChanged(
                        before.payerId(),
                        next.version(),
                        before.plan(),
                        before.planVersion(),
                        before.status(),
                        before.source(),
                        before.sourcePurchaseId(),
                        before.trialEndsAt(),
                        before.validUntil(),
                        before.overrides(),
                        next.changedAt()));
    }
}
