package app.feedtape.world.stripe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Draws up invoices and takes the money for them; the customer's credit is used up first. */
final class Invoices {

    private final Books books;
    private final Events events;
    private final Payments payments;
    private final Cards cards;
    private final String pages;

    Invoices(Books books, Events events, Payments payments, Cards cards, String pages) {
        this.books = books;
        this.events = events;
        this.payments = payments;
        this.cards = cards;
        this.pages = pages;
    }

    /**
     * An open invoice of these lines, announced as created and finalized. A negative total becomes
     * the customer's credit.
     */
    ObjectNode open(ObjectNode subscription, String reason, List<ObjectNode> lines) {
        ObjectNode customer = books.get("customer", subscription.path("customer").asString());
        ObjectNode invoice = drawUp(customer, subscription, reason, lines, books.now());
        String id = invoice.path("id").asString();
        invoice.put("hosted_invoice_url", pages + id).put("invoice_pdf", pages + id + "/pdf");
        subscription.put("latest_invoice", id);
        books.put(invoice);
        events.emit("invoice.created", invoice);
        events.emit("invoice.finalized", invoice);
        return invoice;
    }

    /** What an invoice would say; nothing is kept of it. */
    ObjectNode draft(
            ObjectNode customer,
            ObjectNode subscription,
            String reason,
            List<ObjectNode> lines,
            long at) {
        ObjectNode invoice = drawUp(customer, subscription, reason, lines, at);
        invoice.put("id", "upcoming_" + invoice.path("id").asString()).put("status", "draft");
        return invoice.putNull("number").putNull("effective_at").put("next_payment_attempt", at);
    }

    private static ObjectNode drawUp(
            ObjectNode customer,
            ObjectNode subscription,
            String reason,
            List<ObjectNode> lines,
            long at) {
        ObjectNode invoice = Shapes.invoice(customer, subscription, reason, at);
        String id = invoice.path("id").asString();
        lines.forEach(line -> line.put("invoice", id));
        invoice.set(
                "lines",
                Shapes.list(lines, "/v1/invoices/" + id + "/lines", false)
                        .put("total_count", lines.size()));
        long total = lines.stream().mapToLong(line -> line.path("amount").asLong()).sum();
        long balance = customer.path("balance").asLong();
        long due = Math.max(0, total + Math.min(0, balance));
        long ending = total + balance - due;
        invoice.put("starting_balance", balance).put("ending_balance", ending);
        customer.put("balance", ending);
        invoice.put("subtotal", total).put("subtotal_excluding_tax", total);
        invoice.put("total", total).put("total_excluding_tax", total);
        invoice.put("amount_due", due)
                .put("amount_paid", 0)
                .put("amount_remaining", due)
                .put("amount_overpaid", 0);
        return invoice;
    }

    void pay(ObjectNode invoice) {
        long due = invoice.path("amount_due").asLong();
        invoice.put("amount_paid", due)
                .put("amount_remaining", 0)
                .put("attempted", true)
                .put("status", "paid");
        invoice.put("attempt_count", invoice.path("attempt_count").asInt() + 1)
                .put("auto_advance", false);
        invoice.putNull("next_payment_attempt");
        ((ObjectNode) invoice.path("status_transitions")).put("paid_at", books.now());
        String subscription = invoice.at("/parent/subscription_details/subscription").asString();
        payments.take(invoice, cards.of(books.get("subscription", subscription)));
        books.touch();
        events.emit("invoice.paid", invoice);
        events.emit("invoice.payment_succeeded", invoice);
    }

    /**
     * @param again when it is tried again, null for never
     */
    void fail(ObjectNode invoice, @Nullable Long again) {
        invoice.put("attempted", true)
                .put("attempt_count", invoice.path("attempt_count").asInt() + 1);
        invoice.put("next_payment_attempt", again);
        books.touch();
        events.emit("invoice.payment_failed", invoice);
    }

    /** An invoice nobody will pay any more, because its subscription has ended. */
    void close(ObjectNode invoice) {
        invoice.put("status", "void").put("auto_advance", false).putNull("next_payment_attempt");
        ((ObjectNode) invoice.path("status_transitions")).put("voided_at", books.now());
        books.touch();
        events.emit("invoice.voided", invoice);
    }
}
