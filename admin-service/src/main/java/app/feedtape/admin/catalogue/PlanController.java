package app.feedtape.admin.catalogue;

import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.document.Shape;
import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Plans and prices: support looks, administrators change. */
@RestController
@RequestMapping({"/api/admin/plans", "/v1/admin/plans"})
class PlanController {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall LIST =
            new ServiceCall("billing-service", "GET", "/internal/plans", TIMEOUT);
    private static final ServiceCall GET =
            new ServiceCall("billing-service", "GET", "/internal/plans/%s", TIMEOUT);
    private static final ServiceCall HISTORY =
            new ServiceCall(
                    "billing-service",
                    "GET",
                    "/internal/plans/%s/history?before=%s&limit=%s",
                    TIMEOUT);
    private static final ServiceCall ADD =
            new ServiceCall("billing-service", "POST", "/internal/plans", TIMEOUT);
    private static final ServiceCall CHANGE =
            new ServiceCall("billing-service", "PATCH", "/internal/plans/%s", TIMEOUT);
    private static final ServiceCall PRICE =
            new ServiceCall(
                    "billing-service", "PUT", "/internal/plans/%s/prices/%s/%s/%s", TIMEOUT);

    private final Orders orders;

    PlanController(Orders orders) {
        this.orders = orders;
    }

    /** Every plan with every price, those no longer offered included. */
    @GetMapping
    @Shape("{items: List<ObjectNode>}")
    JsonNode list(Caller caller) {
        return orders.give(caller, LIST, null);
    }

    /** One plan; its {@code version} is what a change must name. 404. */
    @GetMapping("/{name:[a-z][a-z0-9_]*}")
    @Shape("ObjectNode")
    JsonNode get(Caller caller, @PathVariable String name) {
        return orders.give(caller, GET, null, name);
    }

    /**
     * What a plan and its prices were, newest first, with who changed it and why; {@code
     * next_before} is the {@code before} of the next page.
     */
    @GetMapping("/{name:[a-z][a-z0-9_]*}/history")
    @Shape("{items: List<ObjectNode>, prices: List<ObjectNode>, next_before: Long?}")
    JsonNode history(
            Caller caller,
            @PathVariable String name,
            @RequestParam(defaultValue = "9223372036854775807") @Min(1) long before,
            @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit) {
        return orders.give(caller, HISTORY, null, name, before, limit);
    }

    /**
     * Adds a plan {@code {name, like, rank, display_name, reason}} with the limits of another one;
     * it is offered once it is {@code active}. 400, 404, 409 for a name that is taken.
     */
    @RequiresRole("admin")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Shape("ObjectNode")
    JsonNode add(
            Caller caller,
            @RequestBody @Shape("app.feedtape.billing.catalogue.InternalPlanController.NewPlan")
                    JsonNode plan) {
        return orders.give(caller, ADD, plan);
    }

    /**
     * Changes the members that are named: {@code {version, reason, limits?, features?,
     * rate_limits?, display_name?, description?, rank?, trial_days?, active?}}; a limit of null is
     * unlimited. Felt by everybody within a second. 400, 404; 409 with the current {@code version}.
     */
    @RequiresRole("admin")
    @PatchMapping("/{name:[a-z][a-z0-9_]*}")
    @Shape("ObjectNode")
    JsonNode change(
            Caller caller,
            @PathVariable String name,
            @RequestBody @Shape("ObjectNode") JsonNode change) {
        return orders.give(caller, CHANGE, change, name);
    }

    /**
     * Sets what a plan costs at a store: {@code {amount_minor, store_price_id?, active?, version,
     * reason}}, the version being that of the price, 0 for none. Answers the plan. 400, 404, 409.
     */
    @RequiresRole("admin")
    @PutMapping("/{name:[a-z][a-z0-9_]*}/prices/{store:[a-z]+}/{currency:[A-Z]+}/{period:[a-z]+}")
    @Shape("ObjectNode")
    JsonNode price(
            Caller caller,
            @PathVariable String name,
            @PathVariable String store,
            @PathVariable String currency,
            @PathVariable String period,
            @RequestBody
                    @Shape("app.feedtape.billing.catalogue.InternalPriceController.PriceRequest")
                    JsonNode price) {
        return orders.give(caller, PRICE, price, name, store, currency, period);
    }
}
