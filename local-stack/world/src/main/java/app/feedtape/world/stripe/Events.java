package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import app.feedtape.world.web.Tokens;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes down what happened and hands it to the webhooks once it is safe. */
final class Events {

    static final String API_VERSION = "2026-07-29.dahlia";

    private final Books books;
    private final Webhooks webhooks;

    /**
     * The API call an event belongs to, for its {@code request} member; none for what time or a
     * page did.
     */
    static final ScopedValue<ObjectNode> REQUEST = ScopedValue.newInstance();

    Events(Books books, Webhooks webhooks) {
        this.books = books;
        this.webhooks = webhooks;
    }

    ObjectNode emit(String type, ObjectNode object) {
        return emit(type, object, null);
    }

    /** {@code previous} holds the former values of what an update changed. */
    ObjectNode emit(String type, ObjectNode object, @Nullable ObjectNode previous) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("id", Tokens.random("evt_1", 23))
                .put("object", "event")
                .put("api_version", API_VERSION);
        event.put("created", books.now());
        ObjectNode data = event.putObject("data");
        data.set("object", Books.shown(object));
        if (previous != null) {
            data.set("previous_attributes", previous);
        }
        event.put("livemode", false).put("pending_webhooks", webhooks.listening() ? 1 : 0);
        event.set(
                "request",
                REQUEST.isBound()
                        ? REQUEST.get().deepCopy()
                        : Json.MAPPER.createObjectNode().putNull("id").putNull("idempotency_key"));
        event.put("type", type).put("_attempts", 0);
        books.put(event);
        books.afterSave(() -> webhooks.deliver(event));
        return event;
    }

    /** Sends the same event again, under its own id. */
    void repeat(ObjectNode event, int times) {
        for (int i = 0; i < times; i++) {
            books.afterSave(() -> webhooks.deliver(event));
        }
    }
}
