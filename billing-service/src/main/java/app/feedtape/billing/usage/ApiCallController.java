package app.feedtape.billing.usage;

import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.events.Entitlement;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ApiCallController {

    /** 0.2 %: so much may a gateway hold (decisions.md, limits). */
    private static final int LEASES_A_DAY = 500;

    private static final long LEASE_OF_NO_LIMIT = 200;

    private final ApiCallDays days;
    private final CurrentEntitlement current;
    private final Plans plans;

    ApiCallController(ApiCallDays days, CurrentEntitlement current, Plans plans) {
        this.days = days;
        this.current = current;
        this.plans = plans;
    }

    /**
     * @param held that the gateway has not spent of its lease before
     */
    record LeaseRequest(
            @JsonProperty("payer_id") @NotNull UUID payerId,
            @JsonProperty("held") @Min(0) long held) {}

    /**
     * @param limit of the day; null is unlimited
     * @param granted none when the day is used up
     */
    record LeaseResponse(
            @JsonProperty("limit") @Nullable Long limit,
            @JsonProperty("calls") long calls,
            @JsonProperty("granted") long granted,
            @JsonProperty("resets_at") Instant resetsAt) {}

    /**
     * Counts API calls of the payer's day that the gateway may let through: together with what it
     * holds a five-hundredth of the limit, one at least. For the gateway alone: 403 for any other
     * service.
     */
    @PostMapping("/internal/api-calls")
    LeaseResponse lease(ServiceCaller caller, @Valid @RequestBody LeaseRequest request) {
        if (!caller.name().equals("gateway")) {
            throw ErrorCode.FORBIDDEN.because("Only the gateway counts calls.");
        }
        var fact = current.get(request.payerId());
        Long limit =
                Entitlement.resolve(fact, plans.get(fact.plan()).toFact())
                        .limits()
                        .apiCallsPerDay();
        long size = limit == null ? LEASE_OF_NO_LIMIT : Math.max(1, limit / LEASES_A_DAY);
        ApiCallDays.Leased leased =
                days.lease(
                        request.payerId(),
                        limit == null ? Long.MAX_VALUE : limit,
                        Math.max(0, size - request.held()));
        return new LeaseResponse(
                limit,
                leased.calls(),
                leased.granted(),
                leased.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
