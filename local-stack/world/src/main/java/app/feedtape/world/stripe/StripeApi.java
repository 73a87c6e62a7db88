package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Urls;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The route table of {@code /stripe/v1} and the calls that are not a use case of their own. */
final class StripeApi {

    private final Gate gate;
    private final Books books;
    private final Events events;
    private final Checkout checkout;
    private final Subscriptions subscriptions;
    private final String portalPages;

    StripeApi(
            Gate gate,
            Books books,
            Events events,
            Checkout checkout,
            Subscriptions subscriptions,
            String portalPages) {
        this.gate = gate;
        this.books = books;
        this.events = events;
        this.checkout = checkout;
        this.subscriptions = subscriptions;
        this.portalPages = portalPages;
    }

    void mount(Routes routes) {
        new ListCalls(books).mount(routes, gate);
        new CatalogueCalls().mount(routes, gate);
        routes.post("/stripe/v1/customers", gate.open((given, _) -> createCustomer(given)));
        retrieve(routes, "customers", "customer");
        routes.post("/stripe/v1/customers/{id}", gate.open(this::updateCustomer));

        routes.post(
                "/stripe/v1/checkout/sessions", gate.open((given, _) -> checkout.create(given)));
        retrieve(routes, "checkout/sessions", "checkout.session");
        routes.post("/stripe/v1/checkout/sessions/{id}/expire", gate.open(this::expire));
        routes.get(
                "/stripe/v1/checkout/sessions/{id}/line_items",
                gate.open((_, exchange) -> new Expansion(books).lineItems(exchange.path("id"))));

        routes.get("/stripe/v1/subscriptions", gate.open((given, _) -> listSubscriptions(given)));
        retrieve(routes, "subscriptions", "subscription");
        routes.post("/stripe/v1/subscriptions/{id}", gate.open(this::updateSubscription));
        routes.delete("/stripe/v1/subscriptions/{id}", gate.open(this::cancelSubscription));

        retrieve(routes, "invoices", "invoice");
        retrieve(routes, "events", "event");

        routes.post(
                "/stripe/v1/billing_portal/sessions", gate.open((given, _) -> createPortal(given)));
    }

    private void retrieve(Routes routes, String path, String kind) {
        routes.get(
                "/stripe/v1/" + path + "/{id}",
                gate.open((_, exchange) -> books.get(kind, exchange.path("id"))));
    }

    private ObjectNode createCustomer(Parameters given) {
        ObjectNode customer = Shapes.customer(books.now());
        describe(customer, given);
        books.put(customer);
        events.emit("customer.created", customer);
        return customer;
    }

    private ObjectNode updateCustomer(Parameters given, Exchange exchange) {
        ObjectNode customer = books.get("customer", exchange.path("id"));
        ObjectNode before = Books.shown(customer);
        describe(customer, given);
        ObjectNode previous = Json.MAPPER.createObjectNode();
        for (var member : before.properties()) {
            if (!member.getValue().equals(customer.path(member.getKey()))) {
                previous.set(member.getKey(), member.getValue());
            }
        }
        books.touch();
        if (!previous.isEmpty()) {
            events.emit("customer.updated", customer, previous);
        }
        return customer;
    }

    private static void describe(ObjectNode customer, Parameters given) {
        given.allow("email", "name", "description", "phone", "metadata[", "preferred_locales[");
        for (String name : List.of("email", "name", "description", "phone")) {
            if (given.has(name)) {
                customer.put(name, given.find(name).orElse(null));
            }
        }
        Shapes.merge((ObjectNode) customer.path("metadata"), given.map("metadata"));
    }

    private ObjectNode expire(Parameters given, Exchange exchange) {
        given.allow();
        ObjectNode session = books.get("checkout.session", exchange.path("id"));
        if (!checkout.isOpen(session)) {
            throw StripeProblem.invalid(
                    "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout "
                            + "Session has a status of "
                            + session.path("status").asString()
                            + ".");
        }
        checkout.expire(session);
        return session;
    }

    /** Without a status all that have not ended, as the real list does. */
    private ObjectNode listSubscriptions(Parameters given) {
        given.allow(Listing.with("customer", "status", "price", "created", "created["));
        String status = given.find("status").orElse("");
        Predicate<ObjectNode> byStatus =
                switch (status) {
                    case "all" -> Listing.ALL;
                    case "" -> subscription -> !Subscriptions.hasEnded(subscription);
                    case "ended" -> Subscriptions::hasEnded;
                    default -> Listing.matching(given, "status");
                };
        Predicate<ObjectNode> byPrice =
                given.find("price")
                        .<Predicate<ObjectNode>>map(
                                price -> one -> Subscriptions.price(one).id().equals(price))
                        .orElse(Listing.ALL);
        Predicate<ObjectNode> wanted =
                byStatus.and(byPrice)
                        .and(Listing.matching(given, "customer"))
                        .and(Listing.created(given));
        return Listing.of(books.list("subscription", wanted), given, "/v1/subscriptions");
    }

    private ObjectNode updateSubscription(Parameters given, Exchange exchange) {
        given.allow(
                "cancel_at_period_end",
                "metadata[",
                "items[0][id]",
                "items[0][price]",
                "proration_behavior");
        ObjectNode subscription = books.get("subscription", exchange.path("id"));
        if (Subscriptions.hasEnded(subscription)) {
            throw StripeProblem.invalid(
                    "A canceled subscription can only update its cancellation_details and metadata.");
        }
        given.find("items[0][price]").ifPresent(price -> changePrice(subscription, price, given));
        if (given.has("cancel_at_period_end")) {
            subscriptions.cancelAtPeriodEnd(subscription, given.flag("cancel_at_period_end"));
        }
        JsonNode before = subscription.path("metadata").deepCopy();
        Shapes.merge((ObjectNode) subscription.path("metadata"), given.map("metadata"));
        if (!before.equals(subscription.path("metadata"))) {
            subscriptions.changed(
                    subscription, Json.MAPPER.createObjectNode().set("metadata", before));
        }
        return subscription;
    }

    private void changePrice(ObjectNode subscription, String price, Parameters given) {
        String item = given.get("items[0][id]");
        if (!Subscriptions.item(subscription).path("id").asString("").equals(item)) {
            throw StripeProblem.dangling("subscription item", item, "items[0][id]");
        }
        Catalogue next =
                Catalogue.find(price)
                        .orElseThrow(
                                () -> StripeProblem.dangling("price", price, "items[0][price]"));
        String behaviour = given.find("proration_behavior").orElse("create_prorations");
        if (!Set.of("create_prorations", "always_invoice", "none").contains(behaviour)) {
            throw StripeProblem.invalid(
                    "parameter_invalid", "proration_behavior", "Invalid proration_behavior");
        }
        subscriptions.changePrice(subscription, next, behaviour);
    }

    private ObjectNode cancelSubscription(Parameters given, Exchange exchange) {
        given.allow("invoice_now", "prorate", "cancellation_details[");
        ObjectNode subscription = books.get("subscription", exchange.path("id"));
        if (Subscriptions.hasEnded(subscription)) {
            throw StripeProblem.missing("subscription", exchange.path("id"), "id");
        }
        subscriptions.cancelNow(subscription, "cancellation_requested");
        return subscription;
    }

    private ObjectNode createPortal(Parameters given) {
        given.allow("customer", "return_url", "configuration", "locale");
        String customer = given.get("customer");
        books.find("customer", customer)
                .orElseThrow(() -> StripeProblem.dangling("customer", customer, "customer"));
        String returnUrl = given.get("return_url");
        if (Urls.web(returnUrl).isEmpty()) {
            throw StripeProblem.invalid("url_invalid", "return_url", "Not a valid URL");
        }
        ObjectNode portal = Shapes.portal(customer, returnUrl, books.now(), portalPages);
        books.put(portal);
        return portal;
    }
}
