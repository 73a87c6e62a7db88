package app.feedtape.billing.entitlement;

import app.feedtape.billing.audit.Reason;
import app.feedtape.billing.catalogue.Plan;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GrantController {

    private final Grants grants;
    private final TrialGrant trials;

    GrantController(Grants grants, TrialGrant trials) {
        this.grants = grants;
        this.trials = trials;
    }

    /**
     * @param days 1 to 365
     */
    record TrialRequest(
            @JsonProperty("payer_id") @NotNull UUID payerId,
            @JsonProperty("days") @NotNull @Min(1) @Max(365) Integer days,
            @JsonProperty("reason") @Nullable String reason) {}

    /**
     * Gives a payer the free trial again, from now on, also when it was used before. Answers the
     * entitlement. Operators only, with a {@code reason}, audited; 404 for a deleted account.
     */
    @PostMapping("/internal/trials")
    EntitlementChanged trial(ServiceCaller caller, @Valid @RequestBody TrialRequest request) {
        Actor actor = Actor.of(caller);
        return trials.grant(
                actor, request.payerId(), request.days(), Reason.parse(request.reason()));
    }

    /**
     * @param days 1 to 3650; absent means without end
     */
    record GrantRequest(
            @JsonProperty("payer_id") @NotNull UUID payerId,
            @JsonProperty("plan")
                    @NotNull
                    @Pattern(regexp = Plan.NAME, message = "is no name of a plan")
                    String plan,
            @JsonProperty("days") @Min(1) @Max(3650) @Nullable Integer days,
            @JsonProperty("reason")
                    @NotBlank
                    @Size(max = 500)
                    @Pattern(regexp = "\\P{Cc}*", message = "must not hold control characters")
                    String reason) {}

    /**
     * Gives a payer a plan, in place of what operators gave before; {@code free} only ends that.
     * Answers the entitlement. For the operators' command line, and for admin-service in an
     * operator's name: 403 for any other caller. Audited before it is done.
     */
    @PostMapping("/internal/grants")
    EntitlementChanged grant(ServiceCaller caller, @Valid @RequestBody GrantRequest request) {
        Actor actor = Actor.of(caller);
        return grants.grant(
                actor, request.payerId(), request.plan(), request.days(), request.reason());
    }
}
