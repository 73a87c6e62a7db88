package app.feedtape.billing.entitlement;

import app.feedtape.billing.audit.Reason;
import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.entitlement.LimitOverrides.Entry;
import app.feedtape.billing.entitlement.OverrideOrder.Wish;
import app.feedtape.events.Entitlement;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** For operators, by admin-service and the command line; 403 for everybody else. */
@RestController
@RequestMapping("/internal/payers/{payer}/overrides")
class OverrideController {

    private final OverrideOrder orders;
    private final LimitOverrides overrides;
    private final CurrentEntitlement current;
    private final Plans plans;

    OverrideController(
            OverrideOrder orders,
            LimitOverrides overrides,
            CurrentEntitlement current,
            Plans plans) {
        this.orders = orders;
        this.overrides = overrides;
        this.current = current;
        this.plans = plans;
    }

    /**
     * @param amount null for the plan's own limit again
     */
    record OverrideRequest(
            @JsonProperty("amount") @Nullable Long amount,
            @JsonProperty("ends_at") @Nullable Instant endsAt,
            @JsonProperty("reason") @Nullable String reason) {}

    /**
     * @param limits that are in force, overrides included
     * @param overrides the newest first, with those that are over
     */
    record OverridesResponse(
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("plan") String plan,
            @JsonProperty("entitlement_version") long version,
            @JsonProperty("limits") Limits limits,
            @JsonProperty("overrides") List<Entry> overrides) {}

    @GetMapping
    OverridesResponse list(ServiceCaller caller, @PathVariable("payer") UUID payer) {
        Actor.of(caller);
        return describe(current.get(payer));
    }

    /**
     * Sets one limit for one payer, in place of what was set before, and answers what is in force.
     * 400 without a reason, for an end that is over and for an amount out of range; 404 for a limit
     * there is none of, and for an account that is deleted.
     */
    @PutMapping("/{limit}")
    OverridesResponse set(
            ServiceCaller caller,
            @PathVariable("payer") UUID payer,
            @PathVariable("limit") String limit,
            @RequestBody OverrideRequest request) {
        Actor actor = Actor.of(caller);
        OverridableLimit known =
                OverridableLimit.of(limit)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such limit."));
        Long amount = request.amount();
        if (amount != null && (amount < 0 || amount > known.most())) {
            throw Refusal.invalid("amount", "It is 0 to %d.".formatted(known.most()));
        }
        if (amount == null && request.endsAt() != null) {
            throw Refusal.invalid("ends_at", "The plan's own limit has no end.");
        }
        return describe(
                orders.give(
                        actor,
                        new Wish(
                                payer,
                                known,
                                amount,
                                request.endsAt(),
                                Reason.parse(request.reason()))));
    }

    private OverridesResponse describe(EntitlementChanged fact) {
        return new OverridesResponse(
                fact.payerId(),
                fact.plan(),
                fact.version(),
                Entitlement.resolve(fact, plans.get(fact.plan()).toFact()).limits(),
                overrides.list(fact.payerId()));
    }
}
