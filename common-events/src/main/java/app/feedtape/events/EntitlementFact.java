package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What billing-service says about who may do what. */
public sealed interface EntitlementFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.ENTITLEMENT;
    }

    /**
     * What a payer may do now: the best of all its purchases.
     *
     * @param payerId an account, or an organization
     * @param version grows with every change of this payer's entitlement; the access token carries
     *     it as {@code ent_v}
     * @param plan the plan that applies
     * @param planVersion the catalogue's version of that plan when this was resolved
     * @param status {@code trialing}, {@code active}, {@code past_due}, {@code cancelled} or {@code
     *     expired}
     * @param source where it comes from: {@code signup}, {@code stripe}, {@code apple}, {@code
     *     google}, {@code grant}, {@code organization}
     * @param sourcePurchaseId the purchase it rests on
     * @param trialEndsAt end of the sign-up trial, when there is or was one
     * @param validUntil after this instant the owner must be asked; null when it does not end by
     *     itself
     * @param overrides limits an operator changed for this payer, in place of the plan's
     */
    record EntitlementChanged(
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("version") long version,
            @JsonProperty("plan") String plan,
            @JsonProperty("plan_version") long planVersion,
            @JsonProperty("status") String status,
            @JsonProperty("source") String source,
            @JsonProperty("source_purchase_id") UUID sourcePurchaseId,
            @JsonProperty("trial_ends_at") @Nullable Instant trialEndsAt,
            @JsonProperty("valid_until") @Nullable Instant validUntil,
            @JsonProperty("overrides") Overrides overrides,
            @JsonProperty("changed_at") Instant changedAt)
            implements EntitlementFact {

        @Override
        public String key() {
            return payerId.toString();
        }
    }

    /** Limits that replace the plan's for one payer; a missing member leaves the plan's. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Overrides(
            @JsonProperty("characters_per_day") @Nullable Long charactersPerDay,
            @JsonProperty("feeds") @Nullable Integer feeds,
            @JsonProperty("jobs_per_month") @Nullable Integer jobsPerMonth,
            @JsonProperty("kept_audio_mb") @Nullable Integer keptAudioMegabytes,
            @JsonProperty("api_calls_per_day") @Nullable Long apiCallsPerDay,
            @JsonProperty("seats") @Nullable Integer seats) {

        /** No override. */
        public static final Overrides NONE = new Overrides(null, null, null, null, null, null);
    }

    /**
     * Said to every partition twice a second when nothing older is still unpublished: a reader that
     * has seen it knows every entitlement up to {@code at}.
     */
    record Heartbeat(@JsonProperty("partition") int partition, @JsonProperty("at") Instant at)
            implements EntitlementFact {

        @Override
        public String key() {
            return "heartbeat-" + partition;
        }
    }
}
