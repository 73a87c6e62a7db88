package app.feedtape.world.stripe;

import app.feedtape.world.web.Routes;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Payments as the API shows them, and giving them back. */
final class MoneyCalls {

    private static final String PAYMENT_INTENT = "payment_intent";
    private static final String CHARGE = "charge";

    private final Books books;
    private final Payments payments;

    MoneyCalls(Books books, Payments payments) {
        this.books = books;
        this.payments = payments;
    }

    void mount(Routes routes, Gate gate) {
        retrieve(routes, gate, "payment_intents", PAYMENT_INTENT);
        retrieve(routes, gate, "payment_methods", "payment_method");
        retrieve(routes, gate, "charges", CHARGE);
        retrieve(routes, gate, "refunds", "refund");
        retrieve(routes, gate, "disputes", "dispute");
        routes.post("/stripe/v1/refunds", gate.open((given, _) -> refund(given)));
        routes.get("/stripe/v1/refunds", gate.open((given, _) -> list(given, "refund")));
        routes.get("/stripe/v1/disputes", gate.open((given, _) -> list(given, "dispute")));
        routes.get("/stripe/v1/invoice_payments", gate.open((given, _) -> invoicePayments(given)));
    }

    private void retrieve(Routes routes, Gate gate, String path, String kind) {
        routes.get(
                "/stripe/v1/" + path + "/{id}",
                gate.open((_, exchange) -> books.get(kind, exchange.path("id"))));
    }

    private ObjectNode refund(Parameters given) {
        given.allow(CHARGE, PAYMENT_INTENT, "amount", "reason", "metadata[");
        String chargeId =
                given.find(CHARGE)
                        .or(() ->
                                given.find(PAYMENT_INTENT)
                                        .flatMap(id -> books.find(PAYMENT_INTENT, id))
                                        .map(it -> it.path("latest_charge").asString()))
                        .orElseThrow(() ->
                                StripeProblem.invalid(
                                        "parameter_missing", CHARGE, "Missing required param."));
        ObjectNode charge =
                books.find(CHARGE, chargeId)
                        .orElseThrow(() -> StripeProblem.dangling(CHARGE, chargeId, CHARGE));
        Optional<Long> amount = given.find("amount").map(it -> given.number("amount", 0));
        return payments.refund(
                charge, amount, given.find("reason").orElse("requested_by_customer"));
    }

    private ObjectNode list(Parameters given, String kind) {
        given.allow(Listing.with(CHARGE, PAYMENT_INTENT, "created", "created["));
        Predicate<ObjectNode> wanted =
                Listing.matching(given, CHARGE)
                        .and(Listing.matching(given, PAYMENT_INTENT))
                        .and(Listing.created(given));
        return Listing.of(books.list(kind, wanted), given, "/v1/" + kind + "s");
    }

    private ObjectNode invoicePayments(Parameters given) {
        given.allow(Listing.with("invoice", "status", "payment[type]", "payment[payment_intent]"));
        Predicate<ObjectNode> byIntent =
                given.find("payment[payment_intent]")
                        .<Predicate<ObjectNode>>map(id ->
                                one -> one.at("/payment/payment_intent").asString("").equals(id))
                        .orElse(Listing.ALL);
        Predicate<ObjectNode> wanted =
                byIntent.and(Listing.matching(given, "invoice"))
                        .and(Listing.matching(given, "status"));
        return Listing.of(books.list("invoice_payment", wanted), given, "/v1/invoice_payments");
    }
}
