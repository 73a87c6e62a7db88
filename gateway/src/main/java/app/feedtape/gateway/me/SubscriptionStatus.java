package app.feedtape.gateway.me;

import tools.jackson.databind.JsonNode;

/** A subscription's five states as the three the app knows (product.md, money rules). */
final class SubscriptionStatus {

    private SubscriptionStatus() {}

    static String fold(JsonNode subscription) {
        return switch (subscription.path("status").asString("none")) {
            case "trialing", "active", "past_due" -> "active";
            case "cancelled" -> "cancelled";
            case "expired", "none" -> "expired";
            default -> throw new MissingPart("/subscription/status");
        };
    }
}
