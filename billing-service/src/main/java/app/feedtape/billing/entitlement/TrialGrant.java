package app.feedtape.billing.entitlement;

import app.feedtape.billing.audit.Action;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Gives somebody the free trial again, by an operator's order. */
@Service
class TrialGrant {

    private final Purchases purchases;
    private final EntitlementDecision decision;
    private final SignupTrial signup;
    private final AuditTrail trail;
    private final ClosedAccounts closed;
    private final JdbcClient jdbc;

    TrialGrant(
            Purchases purchases,
            EntitlementDecision decision,
            SignupTrial signup,
            AuditTrail trail,
            ClosedAccounts closed,
            JdbcClient jdbc) {
        this.purchases = purchases;
        this.decision = decision;
        this.signup = signup;
        this.trail = trail;
        this.closed = closed;
        this.jdbc = jdbc;
    }

    /** From now on, for that many days, whatever was used before. */
    @Transactional
    EntitlementChanged grant(Actor actor, UUID payerId, int days, String reason) {
        if (closed.isClosed(payerId)) {
            throw ErrorCode.NOT_FOUND.because("There is nothing here.");
        }
        Instant now = purchases.lock(payerId);
        trail.record(actor, Action.TRIAL_GRANTED, payerId, days + " days: " + reason);
        Purchase trial =
                purchases.list(payerId).stream()
                        .filter(purchase -> purchase.source() == Source.SIGNUP)
                        .findFirst()
                        .orElseGet(() -> signup.begin(payerId, now, now));
        TrialClaims.settle(jdbc, payerId);
        purchases.tryRecord(
                trial.triedUntil(now.plus(Duration.ofDays(days)), now), "trial granted: " + reason);
        return decision.decide(payerId, now);
    }
}
