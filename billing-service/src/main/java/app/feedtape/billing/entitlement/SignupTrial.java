package app.feedtape.billing.entitlement;

import app.feedtape.billing.catalogue.Plan;
import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.PurchaseStatus;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.web.time.TimeOrderedIds;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The trial every payer has once: a purchase from source {@code signup} whose original id is the
 * payer's.
 */
@Component
class SignupTrial {

    private final Plans plans;
    private final Purchases purchases;
    private final TimeOrderedIds ids;
    private final JdbcClient jdbc;

    SignupTrial(Plans plans, Purchases purchases, TimeOrderedIds ids, JdbcClient jdbc) {
        this.plans = plans;
        this.purchases = purchases;
        this.ids = ids;
        this.jdbc = jdbc;
    }

    /** Begins it in the running transaction, which holds the payer's lock. */
    Purchase begin(UUID payerId, Instant signedUpAt, Instant now) {
        Plan free = plans.free();
        Integer included = free.trialDays();
        int days = included == null || TrialClaims.isDenied(jdbc, payerId) ? 0 : included;
        Purchase trial =
                new Purchase(
                        ids.next(),
                        payerId,
                        payerId,
                        Source.SIGNUP,
                        payerId.toString(),
                        free.name(),
                        PurchaseStatus.TRIALING,
                        signedUpAt,
                        null,
                        null,
                        null,
                        signedUpAt.plus(Duration.ofDays(days)),
                        null,
                        now);
        purchases.tryRecord(trial, "signup");
        return trial;
    }
}
