package app.feedtape.gateway.me;

import app.feedtape.web.document.Shape;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the app reads on its first screen (api.md, {@code GET /api/me}); the first three members are
 * spoken by the app in the field and never change.
 */
record MeAnswer(
        @Shape("UUID") @JsonProperty("id") JsonNode id,
        @Shape("app.feedtape.events.AccountFact.ListenerSettings") @JsonProperty("settings")
                JsonNode settings,
        @JsonProperty("subscription") Subscription subscription,
        @Shape("String?") @JsonProperty("email") JsonNode email,
        @Shape("boolean") @JsonProperty("email_verified") JsonNode emailVerified,
        @Shape("List<String>") @JsonProperty("roles") JsonNode roles,
        @Shape("List<String>") @JsonProperty("organizations") JsonNode organizations,
        @Shape("Instant?") @JsonProperty("trial_ends_at") JsonNode trialEndsAt,
        @JsonInclude(JsonInclude.Include.NON_NULL)
                @JsonProperty("impersonation")
                @Shape("app.feedtape.auth.account.AccountController.ImpersonationResponse")
                @Nullable JsonNode impersonation) {

    /** The app knows no "unlimited": it is shown this many feeds. */
    private static final int UNLIMITED_FEEDS = 999;

    /**
     * @param tier free, pro or enterprise
     * @param status folded to active, expired or cancelled
     */
    record Subscription(
            @Shape("String") @JsonProperty("tier") JsonNode tier,
            @JsonProperty("status") String status,
            @JsonProperty("usage") Usage usage,
            @JsonProperty("limits") Limits limits) {}

    /** Today so far; 1,000 characters are one minute. */
    record Usage(
            @Shape("long") @JsonProperty("minutes_used_today") JsonNode minutesUsedToday,
            @Shape("Long?") @JsonProperty("minutes_limit") JsonNode minutesLimit,
            @Shape("long") @JsonProperty("characters_used_today") JsonNode charactersUsedToday,
            @Shape("Long?") @JsonProperty("characters_limit") JsonNode charactersLimit,
            @Shape("Instant") @JsonProperty("resets_at") JsonNode resetsAt) {}

    record Limits(@JsonProperty("max_feeds") int maxFeeds) {}

    static MeAnswer compose(JsonNode account, JsonNode billing, JsonNode usage) {
        JsonNode subscription = need(billing, "/subscription");
        return new MeAnswer(
                need(account, "/id"),
                need(account, "/settings"),
                new Subscription(
                        need(billing, "/plan/name"),
                        SubscriptionStatus.fold(subscription),
                        usage(usage),
                        new Limits(feeds(need(billing, "/plan/limits/feeds")))),
                need(account, "/email"),
                need(account, "/email_verified"),
                need(account, "/roles"),
                need(account, "/organizations"),
                subscription.path("trial_ends_at"),
                account.get("impersonation"));
    }

    private static Usage usage(JsonNode answer) {
        return new Usage(
                need(answer, "/usage/minutes"),
                need(answer, "/limits/minutes"),
                need(answer, "/usage/characters"),
                need(answer, "/limits/characters"),
                need(answer, "/resets_at"));
    }

    private static int feeds(JsonNode limit) {
        return limit.isNull() ? UNLIMITED_FEEDS : limit.asInt();
    }

    /** A member that must be said, if only as null. */
    private static JsonNode need(JsonNode answer, String pointer) {
        JsonNode found = answer.at(pointer);
        if (found.isMissingNode()) {
            throw new MissingPart(pointer);
        }
        return found;
    }
}
