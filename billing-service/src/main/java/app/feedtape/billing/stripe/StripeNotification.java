package app.feedtape.billing.stripe;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a webhook event hints at. Only ids are taken from it, whatever API release wrote it; the
 * object itself is read from Stripe.
 *
 * @param live whether it is about real money
 * @param target the subscription to read again, or a payment of one, null when the event is of no
 *     use to billing
 * @param customer whose it is, null when the event does not say
 */
public record StripeNotification(
        String id, String type, boolean live, @Nullable String target, @Nullable String customer) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Empty when it is no event. */
    public static Optional<StripeNotification> read(byte[] body) {
        try {
            JsonNode event = JSON.readTree(body);
            String id = event.path("id").asString("");
            String type = event.path("type").asString("");
            JsonNode livemode = event.path("livemode");
            JsonNode object = event.path("data").path("object");
            if (id.isEmpty()
                    || id.length() > 255
                    || type.isEmpty()
                    || type.length() > 255
                    || !livemode.isBoolean()) {
                return Optional.empty();
            }
            return Optional.of(
                    new StripeNotification(
                            id,
                            type,
                            livemode.booleanValue(),
                            targetOf(type, object),
                            customerOf(type, object)));
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }

    private static @Nullable String targetOf(String type, JsonNode object) {
        if (type.startsWith("customer.subscription.")) {
            return text(object.path("id"));
        }
        if (type.equals("checkout.session.completed")) {
            return text(object.path("subscription"));
        }
        if (type.startsWith("invoice.")) {
            String current =
                    text(object.path("parent").path("subscription_details").path("subscription"));
            return current != null ? current : text(object.path("subscription"));
        }
        return isAboutReturnedMoney(type) ? paymentOf(type, object) : null;
    }

    private static @Nullable String customerOf(String type, JsonNode object) {
        boolean isOne =
                type.equals("customer.created")
                        || type.equals("customer.updated")
                        || type.equals("customer.deleted");
        return text(object.path(isOne ? "id" : "customer"));
    }

    private static boolean isAboutReturnedMoney(String type) {
        return type.equals("charge.refunded")
                || type.startsWith("charge.refund.")
                || type.startsWith("charge.dispute.")
                || type.startsWith("refund.");
    }

    /** The payment intent; where an event has none, the charge. */
    private static @Nullable String paymentOf(String type, JsonNode object) {
        String intent = text(object.path("payment_intent"));
        if (intent != null) {
            return intent;
        }
        return text(type.equals("charge.refunded") ? object.path("id") : object.path("charge"));
    }

    /** An id, or the id of an expanded object. */
    private static @Nullable String text(JsonNode node) {
        String id = node.isObject() ? node.path("id").asString("") : node.asString("");
        return id.isEmpty() ? null : id;
    }
}
