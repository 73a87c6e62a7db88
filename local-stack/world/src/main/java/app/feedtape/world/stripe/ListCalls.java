package app.feedtape.world.stripe;

import app.feedtape.world.web.Routes;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** The lists of what has happened: customers, checkouts, invoices, events. */
final class ListCalls {

    private final Books books;

    ListCalls(Books books) {
        this.books = books;
    }

    void mount(Routes routes, Gate gate) {
        routes.get("/stripe/v1/customers", gate.open((given, _) -> listCustomers(given)));
        routes.get("/stripe/v1/checkout/sessions", gate.open((given, _) -> listSessions(given)));
        routes.get("/stripe/v1/invoices", gate.open((given, _) -> listInvoices(given)));
        routes.get("/stripe/v1/events", gate.open((given, _) -> listEvents(given)));
    }

    private ObjectNode listCustomers(Parameters given) {
        given.allow(Listing.with("email", "created", "created["));
        Predicate<ObjectNode> wanted = Listing.matching(given, "email").and(Listing.created(given));
        return Listing.of(books.list("customer", wanted), given, "/v1/customers");
    }

    private ObjectNode listSessions(Parameters given) {
        given.allow(Listing.with("customer", "subscription", "status", "created", "created["));
        Predicate<ObjectNode> wanted =
                Listing.matching(given, "customer")
                        .and(Listing.matching(given, "subscription"))
                        .and(Listing.matching(given, "status"))
                        .and(Listing.created(given));
        return Listing.of(books.list("checkout.session", wanted), given, "/v1/checkout/sessions");
    }

    private ObjectNode listInvoices(Parameters given) {
        given.allow(Listing.with("customer", "subscription", "status", "created", "created["));
        Predicate<ObjectNode> bySubscription =
                given.find("subscription")
                        .<Predicate<ObjectNode>>map(id ->
                                invoice ->
                                        invoice.at("/parent/subscription_details/subscription")
                                                .asString("")
                                                .equals(id))
                        .orElse(Listing.ALL);
        Predicate<ObjectNode> wanted =
                bySubscription
                        .and(Listing.matching(given, "customer"))
                        .and(Listing.matching(given, "status"))
                        .and(Listing.created(given));
        return Listing.of(books.list("invoice", wanted), given, "/v1/invoices");
    }

    private ObjectNode listEvents(Parameters given) {
        given.allow(Listing.with("type", "types[", "delivery_success", "created", "created["));
        List<String> types = given.list("types");
        Predicate<ObjectNode> delivered =
                given.find("delivery_success")
                        .<Predicate<ObjectNode>>map(_ ->
                                event ->
                                        (event.path("pending_webhooks").asInt() == 0)
                                                == given.flag("delivery_success"))
                        .orElse(Listing.ALL);
        Predicate<ObjectNode> wanted =
                delivered
                        .and(Listing.matching(given, "type"))
                        .and(event ->
                                types.isEmpty() || types.contains(event.path("type").asString("")))
                        .and(Listing.created(given));
        return Listing.of(books.list("event", wanted), given, "/v1/events");
    }
}
