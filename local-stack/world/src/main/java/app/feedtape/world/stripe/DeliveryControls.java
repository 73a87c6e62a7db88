package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can go wrong between Stripe and its customers: order, repetition, delay, bad days. */
final class DeliveryControls {

    private static final int MOST = 1_000;

    private final Books books;
    private final Events events;
    private final Webhooks webhooks;
    private final Gate gate;

    DeliveryControls(Books books, Events events, Webhooks webhooks, Gate gate) {
        this.books = books;
        this.events = events;
        this.webhooks = webhooks;
        this.gate = gate;
    }

    void mount(Routes routes) {
        routes.post("/stripe/_repeat", this::repeat);
        routes.post("/stripe/_shuffle", this::shuffle);
        routes.post("/stripe/_hold", this::hold);
        routes.post("/stripe/_release", this::release);
        routes.post("/stripe/_faults", this::fault);
        routes.delete("/stripe/_faults", this::heal);
    }

    /**
     * {@code POST /stripe/_repeat {"event"?, "times"?}}: the same event, by default the latest,
     * again under its own id.
     */
    private void repeat(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        int times = body.path("times").asInt(1);
        if (times < 1 || times > 1_000) {
            throw new Refusal(400, "times is 1 to 1000.");
        }
        ObjectNode answer =
                books.with(() -> {
                    Optional<ObjectNode> found =
                            body.has("event")
                                    ? books.find("event", body.path("event").asString(""))
                                    : books.list("event", _ -> true).stream().findFirst();
                    ObjectNode event =
                            found.orElseThrow(() -> new Refusal(404, "There is no such event."));
                    events.repeat(event, times);
                    return Books.shown(event);
                });
        exchange.json(200, answer);
    }

    /**
     * {@code POST /stripe/_shuffle {"subscription", "times"?, "seed"?}}: everything that ever
     * happened to a subscription again, that many times each, in an order that the seed decides.
     */
    private void shuffle(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        int times = times(body);
        String subscription = body.path("subscription").asString("");
        List<String> sent =
                books.with(() -> {
                    List<ObjectNode> all = new ArrayList<>();
                    for (int i = 0; i < times; i++) {
                        all.addAll(books.list("event", one -> isAbout(one, subscription)));
                    }
                    Collections.shuffle(all, new Random(body.path("seed").asLong(0)));
                    all.forEach(event -> events.repeat(event, 1));
                    return all.stream().map(event -> event.path("id").asString()).toList();
                });
        exchange.json(200, Map.of("events", sent));
    }

    private static boolean isAbout(ObjectNode event, String subscription) {
        return event.path("data").toString().contains("\"" + subscription + "\"");
    }

    /** {@code POST /stripe/_hold}: from now on nothing is delivered. */
    private void hold(Exchange exchange) throws IOException {
        webhooks.hold();
        exchange.json(200, Map.of("held", true));
    }

    /** {@code POST /stripe/_release}: what was held back is delivered now. */
    private void release(Exchange exchange) throws IOException {
        exchange.json(200, Map.of("released", webhooks.release()));
    }

    /**
     * {@code POST /stripe/_faults {"status", "times"?, "path"?, "kept"?}}: the next calls to
     * addresses that begin with the path (after {@code /stripe/v1}) are answered with that status.
     * {@code kept}: only calls with an idempotency key are, and again whenever the key comes again.
     */
    private void fault(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        int status = body.path("status").asInt(500);
        if (status < 400 || status > 599) {
            throw new Refusal(400, "status is 400 to 599.");
        }
        gate.failNext(
                status,
                times(body),
                body.path("path").asString(""),
                body.path("kept").asBoolean(false));
        exchange.json(200, Map.of("status", status));
    }

    private void heal(Exchange exchange) throws IOException {
        gate.failNext(500, 0, "", false);
        exchange.json(200, Map.of("status", 200));
    }

    private static int times(JsonNode body) {
        int times = body.path("times").asInt(1);
        if (times < 1 || times > MOST) {
            throw new Refusal(400, "times is 1 to 1000.");
        }
        return times;
    }
}
