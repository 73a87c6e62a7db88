package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What no real Stripe offers: making things happen, sending events again, and an overview of it
 * all.
 */
final class Controls {

    private static final int SHOWN = 100;

    private final Books books;
    private final Events events;
    private final Subscriptions subscriptions;
    private final Payments payments;

    Controls(Books books, Events events, Subscriptions subscriptions, Payments payments) {
        this.books = books;
        this.events = events;
        this.subscriptions = subscriptions;
        this.payments = payments;
    }

    void mount(Routes routes) {
        routes.get("/stripe", this::overview);
        routes.get("/stripe/_events", exchange -> exchange.json(200, deliveries()));
        routes.post("/stripe/_events", this::cause);
    }

    /**
     * {@code POST /stripe/_events {"type", "subscription"}}: makes happen what the event tells of,
     * because a receiver reads the object again: a failed payment leaves an open invoice and {@code
     * past_due}, {@code invoice.paid} pays it, {@code invoice.created} renews as if the period were
     * over, {@code customer.subscription.deleted} ends it, {@code charge.refunded} (with {@code
     * "amount"} in part) and {@code charge.dispute.created}, {@code .closed} (with {@code "status":
     * "won"|"lost"}) are about the charge of its latest invoice, {@code payment_intent.canceled}
     * gives up another try to pay that, {@code customer.subscription.updated} with a {@code
     * "status"} gives it that. Types without an effect of their own are sent with the object as it
     * is.
     */
    private void cause(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String type = body.path("type").asString("");
        ObjectNode answer =
                books.with(() -> {
                    ObjectNode subscription =
                            books.find("subscription", body.path("subscription").asString(""))
                                    .orElseThrow(() ->
                                            new Refusal(404, "There is no such subscription."));
                    try {
                        happen(type, subscription, body);
                    } catch (StripeProblem impossible) {
                        throw new Refusal(409, impossible.reason());
                    }
                    return Books.shown(subscription);
                });
        exchange.json(200, answer);
    }

    private void happen(String type, ObjectNode subscription, JsonNode body) {
        switch (type) {
            case "invoice.payment_failed" -> {
                alive(subscription);
                subscriptions.failPayment(subscription);
            }
            case "invoice.paid", "invoice.payment_succeeded" -> {
                if (!subscriptions.payOpen(subscription)) {
                    events.emit(type, invoice(subscription));
                }
            }
            case "invoice.created" -> {
                alive(subscription);
                subscriptions.renewOrEnd(subscription);
            }
            case "customer.subscription.deleted" -> {
                alive(subscription);
                subscriptions.cancelNow(subscription, "payment_failed");
            }
            case "customer.subscription.updated", "customer.subscription.created" -> {
                if (body.has("status")) {
                    subscriptions.setStatus(subscription, body.path("status").asString());
                } else {
                    events.emit(type, subscription);
                }
            }
            case "charge.refunded" ->
                    payments.refund(
                            charge(subscription),
                            Optional.of(body.path("amount"))
                                    .filter(JsonNode::isNumber)
                                    .map(JsonNode::asLong),
                            "requested_by_customer");
            case "payment_intent.canceled" -> payments.giveUp(invoice(subscription));
            case "charge.dispute.created" -> payments.dispute(charge(subscription));
            case "charge.dispute.closed" ->
                    payments.close(charge(subscription), body.path("status").asString("lost"));
            case "checkout.session.completed" -> events.emit(type, session(subscription));
            default -> throw new Refusal(400, "The local Stripe cannot make this happen: " + type);
        }
    }

    private static void alive(ObjectNode subscription) {
        if (Subscriptions.hasEnded(subscription)) {
            throw new Refusal(409, "This subscription has ended.");
        }
    }

    private ObjectNode invoice(ObjectNode subscription) {
        return books.get("invoice", subscription.path("latest_invoice").asString());
    }

    private ObjectNode charge(ObjectNode subscription) {
        return payments.chargeOf(subscription.path("latest_invoice").asString())
                .orElseThrow(() -> new Refusal(404, "Nothing was paid for it lately."));
    }

    private ObjectNode session(ObjectNode subscription) {
        return books
                .list(
                        "checkout.session",
                        session -> session.path("subscription").equals(subscription.path("id")))
                .stream()
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "This subscription came from no checkout."));
    }

    /** Newest first: what was sent, how often, and the last answer. */
    private List<Map<String, Object>> deliveries() {
        return books.with(() ->
                books.list("event", _ -> true).stream()
                        .limit(SHOWN)
                        .map(Controls::delivery)
                        .toList());
    }

    private static Map<String, Object> delivery(ObjectNode event) {
        Map<String, Object> delivery = new LinkedHashMap<>();
        delivery.put("id", event.path("id").asString());
        delivery.put("type", event.path("type").asString());
        delivery.put("object", event.path("data").path("object").path("id").asString(""));
        delivery.put("created", Instant.ofEpochSecond(event.path("created").asLong()).toString());
        delivery.put("attempts", event.path("_attempts").asInt(0));
        delivery.put("outcome", event.path("_outcome").asString(""));
        delivery.put("delivered", event.path("pending_webhooks").asInt(0) == 0);
        return delivery;
    }

    private void overview(Exchange exchange) throws IOException {
        Html subscribed =
                books.with(() -> Html.each(books.list("subscription", _ -> true), this::row));
        Html sent =
                Html.each(
                        deliveries(),
                        event ->
                                Html.of(
                                        "<tr><td>{}</td><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                                        event.get("created"),
                                        event.get("type"),
                                        event.get("object"),
                                        event.get("attempts"),
                                        event.get("outcome")));
        exchange.page(
                200,
                Page.of(
                        "Stripe",
                        Html.of(
                                """
                                <h2>Subscriptions</h2>
                                <table><tr><th>id</th><th>customer</th><th>price</th><th>status</th><th>period ends</th></tr>{}</table>
                                <h2>Events, newest first</h2>
                                <table><tr><th>created</th><th>type</th><th>object</th><th>sent</th><th>answer</th></tr>{}</table>
                                """,
                                subscribed,
                                sent)));
    }

    private Html row(ObjectNode subscription) {
        String customer = subscription.path("customer").asString();
        String email =
                books.find("customer", customer)
                        .map(object -> object.path("email").asString(""))
                        .orElse("");
        return Html.of(
                "<tr><td><code>{}</code></td><td>{}<br><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                subscription.path("id").asString(),
                email,
                customer,
                Subscriptions.price(subscription).id(),
                subscription.path("status").asString(),
                Instant.ofEpochSecond(
                        Subscriptions.item(subscription).path("current_period_end").asLong()));
    }
}
