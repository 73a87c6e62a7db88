package app.feedtape.billing.usage;

import app.feedtape.billing.catalogue.Plans;
import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.events.Entitlement;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class UsageController {

    /** Product.md: a thousand characters count as one minute. */
    private static final double CHARACTERS_PER_MINUTE = 1000;

    private final UsageDays days;
    private final ApiCallDays calls;
    private final CurrentEntitlement current;
    private final Plans plans;

    UsageController(UsageDays days, ApiCallDays calls, CurrentEntitlement current, Plans plans) {
        this.days = days;
        this.calls = calls;
        this.current = current;
        this.plans = plans;
    }

    record UsageResponse(
            @JsonProperty("usage") Used usage,
            @JsonProperty("limits") Allowed limits,
            @JsonProperty("period") Period period) {}

    /**
     * @param apiCalls that gateways have leased; what one of them has not spent yet it knows itself
     */
    record Used(
            @JsonProperty("characters") long characters,
            @JsonProperty("minutes") double minutes,
            @JsonProperty("requests") long requests,
            @JsonProperty("api_calls") long apiCalls) {}

    /** Null means unlimited. */
    record Allowed(
            @JsonProperty("characters") @Nullable Long characters,
            @JsonProperty("minutes") @Nullable Double minutes,
            @JsonUnwrapped Limits plan) {}

    record Period(
            @JsonProperty("kind") String kind,
            @JsonProperty("day") LocalDate day,
            @JsonProperty("starts_at") Instant startsAt,
            @JsonProperty("resets_at") Instant resetsAt) {

        static Period of(LocalDate day) {
            return new Period(
                    "daily",
                    day,
                    day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                    day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        }
    }

    /**
     * Today's characters by tts-service's totals, what the plan allows, and when the day rolls
     * over.
     */
    @OpenToKeys(KeyScope.USAGE_READ)
    @GetMapping("/api/subscription/usage")
    UsageResponse today(Caller caller) {
        var fact = current.get(caller.payerId());
        Limits limits = Entitlement.resolve(fact, plans.get(fact.plan()).toFact()).limits();
        UsageDays.Day today = days.today(caller.payerId());
        Long allowed = limits.charactersPerDay();
        return new UsageResponse(
                new Used(
                        today.characters(),
                        today.characters() / CHARACTERS_PER_MINUTE,
                        today.requests(),
                        calls.today(caller.payerId())),
                new Allowed(
                        allowed, allowed == null ? null : allowed / CHARACTERS_PER_MINUTE, limits),
                Period.of(today.day()));
    }
}
