package app.feedtape.admin.limits;

import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.document.Shape;
import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** A payer is an account or an organization, by its id. */
@RestController
@RequestMapping({"/api/admin/payers/{payer}/trial", "/v1/admin/payers/{payer}/trial"})
class TrialController {

    private static final ServiceCall GRANT =
            new ServiceCall("billing-service", "POST", "/internal/trials", Duration.ofSeconds(5));

    private final Orders orders;

    TrialController(Orders orders) {
        this.orders = orders;
    }

    /**
     * @param days 1 to 365, from now on
     */
    record TrialRequest(
            @JsonProperty("days") @NotNull @Min(1) @Max(365) Integer days,
            @JsonProperty("reason") @Nullable String reason) {}

    /** The order as billing-service takes it, which judges the reason. */
    record TrialOrder(
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("days") int days,
            @JsonProperty("reason") @Nullable String reason) {}

    /**
     * Gives a payer the free trial again, whatever was used before: {@code {days, reason}}. Answers
     * the entitlement; felt within a second. Audited by billing-service before it is done. 400
     * without a reason, 404 for a deleted account.
     */
    @RequiresRole("admin")
    @PostMapping
    @Shape("app.feedtape.events.EntitlementFact.EntitlementChanged")
    JsonNode grant(
            Caller caller, @PathVariable UUID payer, @Valid @RequestBody TrialRequest request) {
        return orders.give(caller, GRANT, new TrialOrder(payer, request.days(), request.reason()));
    }
}
