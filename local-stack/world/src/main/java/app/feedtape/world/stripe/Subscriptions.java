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
import tools.jackson.databind.node.ObjectNode;

/** The life of a subscription: started by a checkout, renewed by time, ended by somebody. */
final class Subscriptions {

    static final String UPDATED = "customer.subscription.updated";

    /** Days until a payment that failed is tried again, by how often it has failed. */
    private static final int[] RETRIES = {3, 5, 7};

    private final Books books;
    private final Events events;
    private final Invoices invoices;
    private final Cards cards;

    Subscriptions(Books books, Events events, Invoices invoices, Cards cards) {
        this.books = books;
        this.events = events;
        this.invoices = invoices;
        this.cards = cards;
    }

    /**
     * What somebody subscribes to.
     *
     * @param trialDays 0 for none
     */
    record Order(
            String customer,
            Catalogue price,
            long quantity,
            long trialDays,
            String card,
            Map<String, String> metadata) {}

    ObjectNode start(Order order) {
        long now = books.now();
        Catalogue price = order.price();
        long trialEnd = now + order.trialDays() * 86_400;
        boolean tries = order.trialDays() > 0;
        ObjectNode subscription =
                Shapes.subscription(
                        order.customer(),
                        price,
                        order.quantity(),
                        now,
                        tries ? trialEnd : end(now, price.months()));
        Shapes.merge((ObjectNode) subscription.path("metadata"), order.metadata());
        subscription.set(
                "default_payment_method", cards.attach(order.customer(), order.card()).path("id"));
        if (tries) {
            subscription.put("status", "trialing").put("trial_start", now);
            subscription.put("trial_end", trialEnd).put("billing_cycle_anchor", trialEnd);
            subscription.put("_periods", 0);
        }
        books.put(subscription);
        ObjectNode line = periodLine(subscription);
        if (tries) {
            line.put("amount", 0).put("subtotal", 0);
        }
        ObjectNode invoice = invoices.open(subscription, "subscription_create", List.of(line));
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
        ObjectNode item = item(subscription);
        Span span =
                new Span(
                        item.path("current_period_start").asLong(),
                        item.path("current_period_end").asLong());
        return line(subscription, price(subscription), span);
    }

    /** What a whole period costs. */
    static ObjectNode line(ObjectNode subscription, Catalogue price, Span span) {
        long quantity = item(subscription).path("quantity").asLong();
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

    /**
     * The payment for the running period fails: past due, with the invoice left open, which the
     * card will not pay later either.
     */
    void failPayment(ObjectNode subscription) {
        cards.fail(subscription, true);
        ObjectNode invoice =
                openInvoice(subscription)
                        .orElseGet(() ->
                                invoices.open(
                                        subscription,
                                        "subscription_cycle",
                                        List.of(periodLine(subscription))));
        fail(subscription, invoice, books.now());
    }

    /** The next try is counted from when this one was due, however far the clock has jumped. */
    private void fail(ObjectNode subscription, ObjectNode invoice, long due) {
        int failed = invoice.path("attempt_count").asInt();
        invoices.fail(invoice, failed < RETRIES.length ? due + RETRIES[failed] * 86_400L : null);
        setStatus(subscription, "past_due");
    }

    /** Pays what is open; without an open invoice there is nothing to pay and it says so. */
    boolean payOpen(ObjectNode subscription) {
        cards.fail(subscription, false);
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

    /** Another card, with which what is open is paid at once if it can be. */
    void changeCard(ObjectNode subscription, String number) {
        String customer = subscription.path("customer").asString();
        subscription.set("default_payment_method", cards.attach(customer, number).path("id"));
        books.touch();
        if (cards.refusal(subscription).isEmpty()) {
            payOpen(subscription);
        }
    }

    void setStatus(ObjectNode subscription, String status) {
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
        for (ObjectNode subscription : books.list("subscription", Subscriptions::isPaidUp)) {
            while (isPaidUp(subscription)
                    && item(subscription).path("current_period_end").asLong() <= books.now()) {
                renewOrEnd(subscription);
            }
        }
        books.list("subscription", one -> one.path("status").asString("").equals("past_due"))
                .forEach(this::retryIfDue);
    }

    private static boolean isPaidUp(ObjectNode subscription) {
        String status = subscription.path("status").asString("");
        return status.equals("active") || status.equals("trialing");
    }

    /** Three more tries, on the days Stripe calls smart; after the last it gives up. */
    private void retryIfDue(ObjectNode subscription) {
        ObjectNode invoice = openInvoice(subscription).orElse(null);
        while (invoice != null
                && !hasEnded(subscription)
                && invoice.path("status").asString("").equals("open")
                && invoice.path("next_payment_attempt").asLong(Long.MAX_VALUE) <= books.now()) {
            if (cards.refusal(subscription).isEmpty()) {
                payOpen(subscription);
            } else if (invoice.path("attempt_count").asInt() < RETRIES.length) {
                fail(subscription, invoice, invoice.path("next_payment_attempt").asLong());
            } else {
                invoices.fail(invoice, null);
                cancelNow(subscription, "payment_failed");
            }
        }
    }

    void renewOrEnd(ObjectNode subscription) {
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
        boolean tried = subscription.path("status").asString("").equals("trialing");
        item.put("current_period_start", item.path("current_period_end").asLong());
        item.put(
                "current_period_end",
                end(subscription.path("billing_cycle_anchor").asLong(), periods * months));
        List<ObjectNode> lines = new ArrayList<>(takePending(subscription));
        lines.add(periodLine(subscription));
        ObjectNode invoice = invoices.open(subscription, "subscription_cycle", lines);
        if (tried) {
            previous.put("status", "trialing");
            subscription.put("status", "active");
        }
        events.emit(UPDATED, subscription, previous);
        if (invoice.path("amount_due").asLong() > 0 && cards.refusal(subscription).isPresent()) {
            fail(subscription, invoice, item.path("current_period_start").asLong());
        } else {
            invoices.pay(invoice);
        }
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
