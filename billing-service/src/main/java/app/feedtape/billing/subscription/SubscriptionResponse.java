package app.feedtape.billing.subscription;

import app.feedtape.billing.catalogue.PlanDescription;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a payer has, and the plan that gives. */
public record SubscriptionResponse(
        @JsonProperty("subscription") @Nullable Subscription subscription,
        @JsonProperty("plan") PlanDescription plan) {

    /**
     * @param status {@code trialing}, {@code active}, {@code past_due}, {@code cancelled} or {@code
     *     expired}
     * @param cancelAt when access ends, for a subscription that will not renew
     */
    public record Subscription(
            @JsonProperty("status") String status,
            @JsonProperty("source") String source,
            @JsonProperty("started_at") Instant startedAt,
            @JsonProperty("current_period_start") @Nullable Instant currentPeriodStart,
            @JsonProperty("current_period_end") @Nullable Instant currentPeriodEnd,
            @JsonProperty("cancel_at") @Nullable Instant cancelAt,
            @JsonProperty("trial_ends_at") @Nullable Instant trialEndsAt) {}
}
