package app.feedtape.world.stripe;

import app.feedtape.world.stripe.Shapes.Span;
import app.feedtape.world.web.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The life of a subscription: started by a checkout, renewed by time, ended by somebody. */
final class Subscriptions {

    private static final String UPDATED = "customer.subscription.updated";

    private final Books books;
    private final Events events;
    private final Invoices invoices;

    Subscriptions(Books books, Events events, Invoices invoices) {
        this.books = books;
        this.events = events;
        this.invoices = invoices;
    }

    ObjectNode start(
            String customer, Catalogue price, long quantity, Map<String, String> metadata) {
        long now = books.now();
        ObjectNode subscription =
                Shapes.subscription(customer, price, quantity, now, end(now, price.months()));
        Shapes.merge((ObjectNode) subscription.path("metadata"), metadata);
        books.put(subscription);
        ObjectNode invoice =
                invoices.open(
                        subscription, "subscription_create", List.of(periodLine(subscription)));
        events.emit("customer.subscription.created", subscription);
        invoices.pay(invoice);
        return subscription;
    }

    /**
     * Months are added to the anchor, never to the previous end: a 31 January anchor would drift to
     * the 28th for good.
     */
    private static long end(long anchor, int months) {
        return Instant.ofEpochSecond(anchor)
                .atZone(ZoneOffset.UTC)
                .plusMonths(months)
                .toEpochSecond();
    }

    static ObjectNode item(ObjectNode subscription) {
        return (ObjectNode) subscription.path("items").path("data").path(0);
    }

    static Catalogue price(ObjectNode subscription) {
        return Catalogue.get(item(subscription).path("price").path("id").asString());
    }

    static boolean hasEnded(ObjectNode subscription) {
        return subscription.path("status").asString("").equals("canceled");
    }

    private static ObjectNode periodLine(ObjectNode subscription) {
        Catalogue price = price(subscription);
        ObjectNode item = item(subscription);
        long quantity = item.path("quantity").asLong();
        Span span =
                new Span(
                        item.path("current_period_start").asLong(),
                        item.path("current_period_end").asLong());
        String description =
                "%d × %s (at %s)".formatted(quantity, price.productName(), price.priceInWords());
        return Shapes.invoiceLine(
                subscription, price, price.minorUnits() * quantity, description, false, span);
    }

    void cancelAtPeriodEnd(ObjectNode subscription, boolean cancel) {
        if (subscription.path("cancel_at_period_end").asBoolean() == cancel) {
            return;
        }
        ObjectNode previous = Json.MAPPER.createObjectNode();
        for (String name :
                List.of(
                        "cancel_at",
                        "cancel_at_period_end",
                        "canceled_at",
                        "cancellation_details")) {
            previous.set(name, subscription.path(name).deepCopy());
        }
        subscription.put("cancel_at_period_end", cancel);
        ObjectNode details = (ObjectNode) subscription.path("cancellation_details");
        if (cancel) {
            subscription.put("cancel_at", item(subscription).path("current_period_end").asLong());
            subscription.put("canceled_at", books.now());
            details.put("reason", "cancellation_requested");
        } else {
            subscription.putNull("cancel_at").putNull("canceled_at");
            details.putNull("reason");
        }
        books.touch();
        events.emit(UPDATED, subscription, previous);
    }

    void cancelNow(ObjectNode subscription, String reason) {
        subscription.put("status", "canceled").put("ended_at", books.now());
        if (subscription.path("canceled_at").isNull()) {
            subscription.put("canceled_at", books.now());
        }
        ((ObjectNode) subscription.path("cancellation_details")).put("reason", reason);
        books.touch();
        openInvoice(subscription).ifPresent(invoices::close);
        events.emit("customer.subscription.deleted", subscription);
    }

    /** The payment for the running period fails: past due, with the invoice left open. */
    void failPayment(ObjectNode subscription) {
        ObjectNode invoice =
                openInvoice(subscription)
                        .orElseGet(() ->
                                invoices.open(
                                        subscription,
                                        "subscription_cycle",
                                        List.of(periodLine(subscription))));
        invoices.fail(invoice);
        setStatus(subscription, "past_due");
    }

    /** Pays what is open; without an open invoice there is nothing to pay and it says so. */
    boolean payOpen(ObjectNode subscription) {
        Optional<ObjectNode> invoice = openInvoice(subscription);
        invoice.ifPresent(open -> {
            invoices.pay(open);
            setStatus(subscription, "active");
        });
        return invoice.isPresent();
    }

    private Optional<ObjectNode> openInvoice(ObjectNode subscription) {
        return books.find("invoice", subscription.path("latest_invoice").asString(""))
                .filter(invoice -> invoice.path("status").asString("").equals("open"));
    }

    private void setStatus(ObjectNode subscription, String status) {
        String before = subscription.path("status").asString();
        subscription.put("status", status);
        books.touch();
        if (!before.equals(status)) {
            events.emit(
                    UPDATED, subscription, Json.MAPPER.createObjectNode().put("status", before));
        }
    }

    void changed(ObjectNode subscription, ObjectNode previous) {
        books.touch();
        events.emit(UPDATED, subscription, previous);
    }

    /** Renews or ends whatever has come to the end of its period, as often as time has passed. */
    void renewDue() {
        for (ObjectNode subscription :
                books.list(
                        "subscription", one -> one.path("status").asString("").equals("active"))) {
            while (subscription.path("status").asString("").equals("active")
                    && item(subscription).path("current_period_end").asLong() <= books.now()) {
                renewOrEnd(subscription);
            }
        }
    }

    private void renewOrEnd(ObjectNode subscription) {
        if (subscription.path("cancel_at_period_end").asBoolean()) {
            cancelNow(subscription, "cancellation_requested");
            return;
        }
        ObjectNode previous = Json.MAPPER.createObjectNode();
        previous.set("items", subscription.path("items").deepCopy());
        previous.set("latest_invoice", subscription.path("latest_invoice"));
        ObjectNode item = item(subscription);
        int months = price(subscription).months();
        int periods = subscription.path("_periods").asInt() + 1;
        subscription.put("_periods", periods);
        item.put("current_period_start", item.path("current_period_end").asLong());
        item.put(
                "current_period_end",
                end(subscription.path("billing_cycle_anchor").asLong(), periods * months));
        List<ObjectNode> lines = new ArrayList<>(takePending(subscription));
        lines.add(periodLine(subscription));
        ObjectNode invoice = invoices.open(subscription, "subscription_cycle", lines);
        events.emit(UPDATED, subscription, previous);
        invoices.pay(invoice);
    }

    /**
     * Moves to another price of the same interval; {@code behaviour} is Stripe's {@code
     * proration_behavior}.
     */
    void changePrice(ObjectNode subscription, Catalogue next, String behaviour) {
        Catalogue now = price(subscription);
        if (now == next) {
            return;
        }
        if (now.months() != next.months()) {
            throw StripeProblem.invalid(
                    "The local Stripe changes plans within one billing interval only.");
        }
        ObjectNode previous = Json.MAPPER.createObjectNode();
        previous.set("items", subscription.path("items").deepCopy());
        List<ObjectNode> prorations =
                behaviour.equals("none") ? List.of() : prorations(subscription, now, next);
        item(subscription).set("price", next.price());
        if (behaviour.equals("always_invoice")) {
            ObjectNode invoice = invoices.open(subscription, "subscription_update", prorations);
            invoices.pay(invoice);
        } else {
            ((ArrayNode) subscription.path("_pending")).addAll(prorations);
        }
        changed(subscription, previous);
    }

    private List<ObjectNode> prorations(ObjectNode subscription, Catalogue from, Catalogue to) {
        ObjectNode item = item(subscription);
        long start = item.path("current_period_start").asLong();
        long end = item.path("current_period_end").asLong();
        long left = Math.max(0, end - books.now());
        long quantity = item.path("quantity").asLong();
        Span span = new Span(books.now(), end);
        long unused = Math.round((double) from.minorUnits() * quantity * left / (end - start));
        long remaining = Math.round((double) to.minorUnits() * quantity * left / (end - start));
        return List.of(
                Shapes.invoiceLine(
                        subscription,
                        from,
                        -unused,
                        "Unused time on " + from.productName(),
                        true,
                        span),
                Shapes.invoiceLine(
                        subscription,
                        to,
                        remaining,
                        "Remaining time on " + to.productName(),
                        true,
                        span));
    }

    private static List<ObjectNode> takePending(ObjectNode subscription) {
        List<ObjectNode> lines = new ArrayList<>();
        for (JsonNode line : subscription.path("_pending")) {
            lines.add((ObjectNode) line);
        }
        subscription.putArray("_pending");
        return lines;
    }
}
