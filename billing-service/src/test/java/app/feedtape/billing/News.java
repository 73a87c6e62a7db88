package app.feedtape.billing;

import java.util.UUID;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a store tells of, to be told when it suits a test.
 *
 * @param id by which it is known here
 * @param way tells it; the answer's status
 * @param again the same news, which the store has made a second notification of where it can
 */
record News(String id, ToIntFunction<BillingApi> way, java.util.function.Supplier<News> again) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static News stripe(JsonNode event) {
        String text = event.toString();
        return new News(
                event.path("id").asString(),
                api -> api.signed(text).status(),
                () ->
                        stripe(
                                ((ObjectNode) event.deepCopy())
                                        .put("id", "evt_again_" + UUID.randomUUID())));
    }

    /** Signed by Apple, so that no other id can be put in. */
    static News of(JsonNode notification) {
        String body =
                JSON.createObjectNode()
                        .set("signedPayload", notification.path("signedPayload"))
                        .toString();
        News news =
                new News(
                        notification.path("uuid").asString(),
                        api -> api.notify("/webhooks/apple", body).status(),
                        () -> of(notification));
        return news;
    }

    /** Pushed with a token of Google's; the message itself bears no signature. */
    static News of(String message, StripeWorld.Lost push) {
        return new News(
                message,
                api -> api.push(push.body(), push.authorization()).status(),
                () -> {
                    String another = UUID.randomUUID().toString();
                    return of(
                            another,
                            new StripeWorld.Lost(
                                    push.body().replace(message, another), push.authorization()));
                });
    }

    int tell(BillingApi api) {
        return way.applyAsInt(api);
    }

    News underAnotherId() {
        return again.get();
    }
}
