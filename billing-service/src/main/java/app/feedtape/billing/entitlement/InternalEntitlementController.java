package app.feedtape.billing.entitlement;

import app.feedtape.billing.catalogue.Plans;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.entitlement.BillingAnswer;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InternalEntitlementController {

    private final CurrentEntitlement current;
    private final Plans plans;

    InternalEntitlementController(CurrentEntitlement current, Plans plans) {
        this.current = current;
        this.plans = plans;
    }

    /**
     * What a payer may do, as the entitlement fact says it, with its plan in {@code
     * catalogue_plan}. A payer nobody has heard of gets the sign-up trial, so that a new account
     * works on its first request (decisions.md, plans and permission). Service token needed.
     */
    @GetMapping("/internal/entitlements/{payerId}")
    BillingAnswer get(@PathVariable("payerId") UUID payerId) {
        EntitlementChanged entitlement = current.get(payerId);
        return new BillingAnswer(entitlement, plans.get(entitlement.plan()).toFact());
    }
}
