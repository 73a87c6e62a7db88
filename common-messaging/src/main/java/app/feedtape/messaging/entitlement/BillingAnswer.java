package app.feedtape.messaging.entitlement;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.PlanFact.PlanChanged;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What {@code GET /internal/entitlements/{payer_id}} answers: the members of the entitlement fact
 * and, because an asker may not have heard of the plan yet, the plan.
 */
public record BillingAnswer(
        @JsonUnwrapped EntitlementChanged entitlement,
        @JsonProperty("catalogue_plan") PlanChanged plan) {}
