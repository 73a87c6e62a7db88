package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The customer portal: cancel, resume, pay what is open. And the page of one invoice. */
final class PortalPage {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final Books books;
    private final Subscriptions subscriptions;

    PortalPage(Books books, Subscriptions subscriptions) {
        this.books = books;
        this.subscriptions = subscriptions;
    }

    void mount(Routes routes) {
        routes.get("/stripe/portal/{id}", this::show);
        routes.post("/stripe/portal/{id}", this::act);
        routes.get("/stripe/invoice/{id}", this::showInvoice);
    }

    private void show(Exchange exchange) throws IOException {
        ObjectNode portal = get(exchange);
        String customer = portal.path("customer").asString();
        Html shown =
                books.with(() ->
                        Html.each(
                                books.list(
                                        "subscription",
                                        one -> one.path("customer").asString("").equals(customer)),
                                PortalPage::subscription));
        exchange.page(
                200,
                Page.of(
                        "Your subscription",
                        Html.of(
                                "{}<p><a href=\"{}\">Back to FeedTape</a></p>",
                                shown,
                                portal.path("return_url").asString())));
    }

    /**
     * Form: {@code subscription} and {@code action=cancel|resume|pay|card}; 303 back to the page.
     */
    private void act(Exchange exchange) {
        ObjectNode portal = get(exchange);
        String id = exchange.parameter("subscription").orElse("");
        String action = exchange.parameter("action").orElse("");
        books.with(() -> {
            ObjectNode subscription =
                    books.find("subscription", id)
                            .filter(one ->
                                    one.path("customer").equals(portal.path("customer"))
                                            && !Subscriptions.hasEnded(one))
                            .orElseThrow(() ->
                                    new Refusal(404, "This customer has no such subscription."));
            switch (action) {
                case "cancel" -> subscriptions.cancelAtPeriodEnd(subscription, true);
                case "resume" -> subscriptions.cancelAtPeriodEnd(subscription, false);
                case "pay" -> subscriptions.payOpen(subscription);
                case "card" ->
                        subscriptions.changeCard(
                                subscription, exchange.parameter("card").orElse(Cards.GOOD));
                default -> throw new Refusal(400, "action is cancel, resume, pay or card.");
            }
            return subscription;
        });
        exchange.redirect(303, "/stripe/portal/" + portal.path("id").asString());
    }

    private ObjectNode get(Exchange exchange) {
        return books.with(() -> books.find("billing_portal.session", exchange.path("id")))
                .filter(portal ->
                        portal.path("created").asLong() > books.now() - LIFETIME.toSeconds())
                .orElseThrow(
                        () -> new Refusal(404, "There is no such portal session, or it is over."));
    }

    private static Html subscription(ObjectNode subscription) {
        Catalogue price = Subscriptions.price(subscription);
        String end =
                Instant.ofEpochSecond(
                                Subscriptions.item(subscription)
                                        .path("current_period_end")
                                        .asLong())
                        .toString();
        boolean ending = subscription.path("cancel_at_period_end").asBoolean();
        String status = subscription.path("status").asString();
        return Html.of(
                "<h2>{}</h2><p>{}, {}; {} {}</p>{}",
                price.productName(),
                price.priceInWords(),
                status,
                ending ? "ends" : "paid until",
                end,
                Subscriptions.hasEnded(subscription)
                        ? Html.NOTHING
                        : actions(subscription, ending, status));
    }

    private static Html actions(ObjectNode subscription, boolean ending, String status) {
        return Html.of(
                """
                <form method="post"><input type="hidden" name="subscription" value="{}">
                <button name="action" value="{}">{}</button>{}</form>
                """,
                subscription.path("id").asString(),
                ending ? "resume" : "cancel",
                ending ? "Keep it" : "Cancel at the end of the period",
                status.equals("past_due")
                        ? Html.of("<button name=\"action\" value=\"pay\">Pay what is open</button>")
                        : Html.NOTHING);
    }

    private void showInvoice(Exchange exchange) throws IOException {
        ObjectNode invoice =
                books.with(() -> books.find("invoice", exchange.path("id")))
                        .orElseThrow(() -> new Refusal(404, "There is no such invoice."));
        Html lines =
                Html.each(
                        invoice.path("lines").path("data").valueStream().toList(),
                        line ->
                                Html.of(
                                        "<tr><td>{}</td><td>{}</td></tr>",
                                        line.path("description").asString(""),
                                        money(line.path("amount"))));
        exchange.page(
                200,
                Page.of(
                        "Invoice " + invoice.path("number").asString(),
                        Html.of(
                                "<p>{}, {}</p><table>{}<tr><th>Due</th><th>{}</th></tr></table>",
                                Instant.ofEpochSecond(invoice.path("created").asLong()),
                                invoice.path("status").asString(),
                                lines,
                                money(invoice.path("amount_due")))));
    }

    private static String money(JsonNode cents) {
        return "%.2f USD".formatted(cents.asLong() / 100.0);
    }
}
