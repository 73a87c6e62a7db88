package app.feedtape.billing.catalogue;

import app.feedtape.billing.audit.Reason;
import app.feedtape.billing.catalogue.CatalogueChange.Order;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue for operators, by admin-service and the command line; 403 for everybody else. */
@RestController
@RequestMapping("/internal/plans")
class InternalPlanController {

    private final CatalogueRows rows;
    private final CatalogueChange plans;

    InternalPlanController(CatalogueRows rows, CatalogueChange plans) {
        this.rows = rows;
        this.plans = plans;
    }

    record PlansResponse(@JsonProperty("items") List<JsonNode> items) {}

    /**
     * @param nextBefore to be sent as {@code ?before=} for older versions; null when there are none
     */
    record HistoryResponse(
            @JsonProperty("items") List<JsonNode> items,
            @JsonProperty("prices") List<ObjectNode> prices,
            @JsonProperty("next_before") @Nullable Long nextBefore) {}

    record NewPlan(
            @JsonProperty("name")
                    @NotNull
                    @Pattern(regexp = Plan.NAME, message = "is no name of a plan")
                    String name,
            @JsonProperty("like") @NotNull String like,
            @JsonProperty("rank") @NotNull @Min(0) @Max(1_000_000) Integer rank,
            @JsonProperty("display_name")
                    @NotBlank
                    @Size(max = 60)
                    @Pattern(regexp = "\\P{Cc}*", message = "must not hold control characters")
                    String displayName,
            @JsonProperty("reason") @Nullable String reason) {}

    /** Every plan with every price, those that are no longer offered included. */
    @GetMapping
    PlansResponse list(ServiceCaller caller) {
        Actor.of(caller);
        return new PlansResponse(rows.list(null).stream().map(PlanForOperators::describe).toList());
    }

    @GetMapping("/{name}")
    JsonNode get(ServiceCaller caller, @PathVariable("name") String name) {
        Actor.of(caller);
        return describe(name);
    }

    /**
     * What a plan was, newest first, with who changed it and why, where an operator did; beside it
     * the same of its prices.
     *
     * @param before a version; only older ones are told
     */
    @GetMapping("/{name}/history")
    HistoryResponse history(
            ServiceCaller caller,
            @PathVariable("name") String name,
            @RequestParam(defaultValue = "9223372036854775807") @Min(1) long before,
            @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit) {
        Actor.of(caller);
        List<ObjectNode> found = rows.history(name, before, limit + 1);
        List<ObjectNode> page = found.subList(0, Math.min(limit, found.size()));
        return new HistoryResponse(
                page.stream().map(PlanForOperators::describe).toList(),
                rows.priceHistory(name, limit),
                found.size() > limit ? page.getLast().path("version").asLong() : null);
    }

    /**
     * Adds a plan with the limits and features of another one, {@code like}. It is not offered
     * before it is changed to {@code active}.
     */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    JsonNode add(ServiceCaller caller, @Valid @RequestBody NewPlan plan) {
        String reason = Reason.parse(plan.reason());
        plans.add(
                new Order(Actor.of(caller), plan.name(), 0, reason),
                plan.like(),
                plan.rank(),
                plan.displayName());
        return describe(plan.name());
    }

    /**
     * Changes the members that are named, null being unlimited, and answers the plan. {@code
     * version} is the one that was seen: 409 CONFLICT with the current {@code version} when it is
     * another one. 400 without {@code reason}, and for what a plan cannot be.
     */
    @PatchMapping("/{name}")
    JsonNode change(
            ServiceCaller caller, @PathVariable("name") String name, @RequestBody JsonNode change) {
        Actor actor = Actor.of(caller);
        JsonNode version = change.path("version");
        if (!version.isIntegralNumber() || !version.canConvertToLong()) {
            throw Refusal.invalid("version", "The version that was seen is needed.");
        }
        plans.change(
                new Order(actor, name, version.longValue(), Reason.parse(change)),
                PlanPatch.parse(change));
        return describe(name);
    }

    private JsonNode describe(String name) {
        return rows.list(name).stream()
                .findFirst()
                .map(PlanForOperators::describe)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such plan."));
    }
}
