package app.feedtape.auth.token;

import app.feedtape.events.Entitlement;
import app.feedtape.messaging.entitlement.Entitlements;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The plan a token names. A billing that is silent for 200 ms holds up no sign-in: the token then
 * says version 0, which makes every reader ask the owner.
 */
@Component
class PlanClaims {

    private static final Logger LOG = LoggerFactory.getLogger(PlanClaims.class);
    private static final int PATIENCE_MILLIS = 200;

    private final Entitlements entitlements;

    PlanClaims(Entitlements entitlements) {
        this.entitlements = entitlements;
    }

    record PlanClaim(String plan, long entitlementVersion) {
        static final PlanClaim UNKNOWN = new PlanClaim(Entitlement.FREE, 0);
    }

    PlanClaim of(UUID payerId) {
        try {
            return entitlements
                    .find(payerId, 0)
                    .thenApply(found -> new PlanClaim(found.plan(), found.version()))
                    .completeOnTimeout(PlanClaim.UNKNOWN, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException unavailable) {
            LOG.info("The token is issued without knowing the plan: {}", unavailable.toString());
            return PlanClaim.UNKNOWN;
        }
    }
}
