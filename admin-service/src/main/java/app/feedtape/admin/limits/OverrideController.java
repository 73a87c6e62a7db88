package app.feedtape.admin.limits;

import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.document.Shape;
import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** A payer is an account or an organization, by its id. */
@RestController
@RequestMapping({"/api/admin/payers/{payer}/overrides", "/v1/admin/payers/{payer}/overrides"})
class OverrideController {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall LIST =
            new ServiceCall("billing-service", "GET", "/internal/payers/%s/overrides", TIMEOUT);
    private static final ServiceCall SET =
            new ServiceCall("billing-service", "PUT", "/internal/payers/%s/overrides/%s", TIMEOUT);

    private final Orders orders;

    OverrideController(Orders orders) {
        this.orders = orders;
    }

    /** What a payer may do, and what operators set of it: {@code limits}, {@code overrides}. */
    @GetMapping
    @Shape("app.feedtape.billing.entitlement.OverrideController.OverridesResponse")
    JsonNode list(Caller caller, @PathVariable UUID payer) {
        return orders.give(caller, LIST, null, payer);
    }

    /**
     * Sets {@code characters_per_day}, {@code feeds}, {@code jobs_per_month}, {@code
     * kept_audio_mb}, {@code api_calls_per_day} or {@code seats} for one payer: {@code {amount,
     * ends_at?, reason}}, an amount of null being the plan's own again. Felt within a second. 400,
     * 404.
     */
    @RequiresRole("admin")
    @PutMapping("/{limit:[a-z_]+}")
    @Shape("app.feedtape.billing.entitlement.OverrideController.OverridesResponse")
    JsonNode set(
            Caller caller,
            @PathVariable UUID payer,
            @PathVariable String limit,
            @RequestBody
                    @Shape("app.feedtape.billing.entitlement.OverrideController.OverrideRequest")
                    JsonNode override) {
        return orders.give(caller, SET, override, payer, limit);
    }
}
