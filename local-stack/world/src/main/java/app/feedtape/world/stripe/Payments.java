package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import app.feedtape.world.web.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Money that moved: charges, and what was given or taken back of them. */
final class Payments {

    private static final Set<String> CLOSED = Set.of("won", "lost", "warning_closed");

    private final Books books;
    private final Events events;

    Payments(Books books, Events events) {
        this.books = books;
        this.events = events;
    }

    /**
     * Takes what is due of an invoice from a card: payment intent and charge, and the invoice
     * payment that connects them with the invoice.
     */
    void take(ObjectNode invoice, ObjectNode method) {
        long amount = invoice.path("amount_due").asLong();
        if (amount == 0) {
            return;
        }
        ObjectNode intent = object("payment_intent", "pi_1", 23);
        ObjectNode charge = object("charge", "ch_1", 23);
        intent.put("amount", amount).put("amount_received", amount).put("status", "succeeded");
        intent.set("currency", invoice.path("currency"));
        intent.set("customer", invoice.path("customer"));
        intent.set("payment_method", method.path("id"));
        intent.set("latest_charge", charge.path("id"));
        charge.put("amount", amount).put("amount_captured", amount).put("amount_refunded", 0);
        charge.put("captured", true).put("disputed", false);
        charge.set("currency", invoice.path("currency"));
        charge.set("customer", invoice.path("customer"));
        charge.put("paid", true).put("refunded", false).put("status", "succeeded");
        charge.set("payment_intent", intent.path("id"));
        charge.set("payment_method", method.path("id"));
        charge.putObject("payment_method_details")
                .put("type", "card")
                .set("card", method.path("card").deepCopy());
        books.put(intent);
        books.put(charge);
        connect(invoice, intent, amount);
        events.emit("charge.succeeded", charge);
    }

    /** A try to pay an invoice otherwise that was given up: no charge came of it. */
    void giveUp(ObjectNode invoice) {
        ObjectNode intent = object("payment_intent", "pi_1", 23);
        intent.put("amount", invoice.path("total").asLong()).put("amount_received", 0);
        intent.put("status", "canceled").putNull("latest_charge");
        intent.set("currency", invoice.path("currency"));
        intent.set("customer", invoice.path("customer"));
        books.put(intent);
        connect(invoice, intent, 0).put("is_default", false).put("status", "canceled");
        books.touch();
        events.emit("payment_intent.canceled", intent);
    }

    private ObjectNode connect(ObjectNode invoice, ObjectNode intent, long amount) {
        ObjectNode payment = object("invoice_payment", "inpay_1", 23);
        payment.put("amount_paid", amount).put("amount_requested", amount);
        payment.set("currency", invoice.path("currency"));
        payment.set("invoice", invoice.path("id"));
        payment.put("is_default", true).put("status", "paid");
        payment.putObject("payment")
                .put("type", "payment_intent")
                .set("payment_intent", intent.path("id"));
        payment.putObject("status_transitions").putNull("canceled_at").put("paid_at", books.now());
        books.put(payment);
        return payment;
    }

    private ObjectNode object(String kind, String prefix, int letters) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("id", Tokens.random(prefix, letters)).put("object", kind);
        object.put("created", books.now()).put("livemode", false).putObject("metadata");
        return object;
    }

    /** The charge that paid an invoice. */
    Optional<ObjectNode> chargeOf(String invoice) {
        return books
                .list(
                        "invoice_payment",
                        one ->
                                one.path("invoice").asString("").equals(invoice)
                                        && one.path("status").asString("").equals("paid"))
                .stream()
                .findFirst()
                .map(payment ->
                        books.get(
                                "payment_intent", payment.at("/payment/payment_intent").asString()))
                .map(intent -> books.get("charge", intent.path("latest_charge").asString()));
    }

    /**
     * Gives money back.
     *
     * @param amount all that is left when empty
     */
    ObjectNode refund(ObjectNode charge, Optional<Long> amount, String reason) {
        long before = charge.path("amount_refunded").asLong();
        long left = charge.path("amount").asLong() - before;
        long given = amount.orElse(left);
        if (left == 0) {
            throw StripeProblem.invalid(
                    "charge_already_refunded",
                    "charge",
                    "Charge " + charge.path("id").asString() + " has already been refunded.");
        }
        if (given < 1 || given > left) {
            throw StripeProblem.invalid(
                    "amount_too_large",
                    "amount",
                    "Refund amount (" + given + ") is greater than unrefunded amount on charge.");
        }
        ObjectNode refund = object("refund", "re_1", 23);
        refund.put("amount", given).put("reason", reason);
        refund.set("currency", charge.path("currency"));
        refund.set("charge", charge.path("id"));
        refund.set("payment_intent", charge.path("payment_intent"));
        refund.put("status", "succeeded");
        charge.put("amount_refunded", before + given).put("refunded", given == left);
        books.put(refund);
        events.emit("refund.created", refund);
        events.emit(
                "charge.refunded",
                charge,
                Json.MAPPER.createObjectNode().put("amount_refunded", before));
        return refund;
    }

    /** The bank takes the money back until it is settled who is right. */
    ObjectNode dispute(ObjectNode charge) {
        ObjectNode dispute = object("dispute", "du_1", 23);
        dispute.set("amount", charge.path("amount"));
        dispute.putArray("balance_transactions");
        dispute.set("charge", charge.path("id"));
        dispute.put("is_charge_refundable", false);
        dispute.set("currency", charge.path("currency"));
        dispute.set("payment_intent", charge.path("payment_intent"));
        dispute.put("reason", "fraudulent").put("status", "needs_response");
        charge.put("disputed", true);
        books.put(dispute);
        events.emit("charge.dispute.created", dispute);
        events.emit("charge.dispute.funds_withdrawn", dispute);
        return dispute;
    }

    /** It is settled: {@code won} or {@code lost}. */
    ObjectNode close(ObjectNode charge, String outcome) {
        ObjectNode dispute =
                list(charge).stream()
                        .filter(one -> !CLOSED.contains(one.path("status").asString()))
                        .findFirst()
                        .orElseThrow(() -> StripeProblem.invalid("Nothing is disputed here."));
        dispute.put("status", outcome);
        books.touch();
        if (outcome.equals("won")) {
            events.emit("charge.dispute.funds_reinstated", dispute);
        }
        events.emit("charge.dispute.closed", dispute);
        return dispute;
    }

    private List<ObjectNode> list(ObjectNode charge) {
        return books.list("dispute", one -> one.path("charge").equals(charge.path("id")));
    }
}
