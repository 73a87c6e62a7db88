package app.feedtape.billing.endpoint;

import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Whether the payer's plan includes being told: the feature {@code api_access} of the catalogue.
 */
@Component
class EndpointPermission {

    private static final String FEATURE = "api_access";

    private final CurrentEntitlement current;
    private final Plans plans;
    private final WebSettings settings;

    EndpointPermission(CurrentEntitlement current, Plans plans, WebSettings settings) {
        this.current = current;
        this.plans = plans;
        this.settings = settings;
    }

    boolean allows(UUID payerId) {
        return includes(current.get(payerId).plan());
    }

    /** 402 with what would be needed. */
    void require(UUID payerId) {
        String plan = current.get(payerId).plan();
        if (!includes(plan)) {
            throw ErrorCode.PLAN_REQUIRED
                    .because("Your plan does not include webhooks.")
                    .with("metric", FEATURE)
                    .with("plan", plan)
                    .with("current", plan)
                    .with("limit", 0)
                    .with("requested", 1)
                    .with("resets_at", null)
                    .with("upgrade_url", settings.issuer() + "/upgrade");
        }
    }

    private boolean includes(String plan) {
        return plans.get(plan).features().contains(FEATURE);
    }
}
