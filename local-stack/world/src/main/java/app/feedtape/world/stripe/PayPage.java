package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page a checkout address leads to. Programs post the form: {@code
 * outcome=paid|declined|action_required}, and the number of a card if it matters ({@link Cards}).
 */
final class PayPage {

    private final Books books;
    private final Checkout checkout;

    PayPage(Books books, Checkout checkout) {
        this.books = books;
        this.checkout = checkout;
    }

    void mount(Routes routes) {
        routes.get("/stripe/pay/{id}", this::show);
        routes.post("/stripe/pay/{id}", this::answer);
    }

    private void show(Exchange exchange) throws IOException {
        ObjectNode session = get(exchange);
        exchange.page(200, checkout.isOpen(session) ? offer(session, Html.NOTHING) : over(session));
    }

    /**
     * Paid: 303 to the success address, also when it was paid before, without charging twice.
     * Declined: 402 and the page again, the session stays open. Action required: the page of the
     * bank. An expired session is 410.
     */
    private void answer(Exchange exchange) throws IOException {
        ObjectNode session = get(exchange);
        String outcome = exchange.parameter("outcome").orElse("");
        if (outcome.equals("paid")) {
            String card = exchange.parameter("card").orElse(Cards.GOOD);
            if (books.with(() -> payIfOpen(session, card))) {
                exchange.redirect(303, Checkout.successUrl(session));
            } else {
                exchange.page(410, over(session));
            }
        } else if (!checkout.isOpen(session)) {
            exchange.page(410, over(session));
        } else {
            ask(exchange, session, outcome);
        }
    }

    private boolean payIfOpen(ObjectNode session, String card) {
        if (checkout.isOpen(session)) {
            checkout.pay(session, card);
        }
        return session.path("status").asString("").equals("complete");
    }

    private static void ask(Exchange exchange, ObjectNode session, String outcome)
            throws IOException {
        switch (outcome) {
            case "declined" ->
                    exchange.page(
                            402,
                            offer(
                                    session,
                                    Html.of(
                                            "<p class=\"warning\">Your card was declined. Try another one.</p>")));
            case "action_required" -> exchange.page(200, confirmation());
            default -> throw new Refusal(400, "outcome is paid, declined or action_required.");
        }
    }

    private ObjectNode get(Exchange exchange) {
        return books.with(() -> books.find("checkout.session", exchange.path("id")))
                .orElseThrow(() -> new Refusal(404, "There is no such checkout."));
    }

    private static Html offer(ObjectNode session, Html notice) {
        Catalogue price = Catalogue.get(session.path("_price").asString());
        String payer =
                Optional.of(session.path("customer_details").path("email").asString(""))
                        .filter(email -> !email.isBlank())
                        .orElseGet(() -> session.path("customer_email").asString(""));
        String cancel = session.path("cancel_url").asString("");
        return Page.of(
                "Pay for " + price.productName(),
                Html.of(
                        """
                        {}
                        <p class="price">{}</p>
                        <p>{}</p>
                        <form method="post">
                        <p><label>Card <input name="card" value="4242424242424242" inputmode="numeric"></label></p>
                        <button name="outcome" value="paid">Pay and subscribe</button>
                        <button name="outcome" value="declined" class="quiet">A card that is declined</button>
                        <button name="outcome" value="action_required" class="quiet">A bank that asks back</button>
                        </form>
                        {}
                        <p class="small">This is the local stand-in for Stripe. No money moves.</p>
                        """,
                        notice,
                        price.priceInWords(),
                        payer,
                        cancel.isEmpty()
                                ? Html.NOTHING
                                : Html.of(
                                        "<p><a href=\"{}\">Back without paying</a></p>", cancel)));
    }

    private static Html confirmation() {
        return Page.of(
                "Your bank asks",
                Html.of(
                        """
                        <p>Did you want to make this payment?</p>
                        <form method="post">
                        <button name="outcome" value="paid">Yes, confirm it</button>
                        <button name="outcome" value="declined" class="quiet">No</button>
                        </form>
                        """));
    }

    private static Html over(ObjectNode session) {
        boolean paid = session.path("status").asString("").equals("complete");
        return Page.of(
                paid ? "Already paid" : "This checkout has expired",
                paid
                        ? Html.of("<p><a href=\"{}\">Go on</a></p>", Checkout.successUrl(session))
                        : Html.of("<p>Start again from where you came.</p>"));
    }
}
