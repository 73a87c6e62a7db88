package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Urls;
import java.util.List;
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
    private final PriceChanges changes;
    private final Payments payments;
    private final String portalPages;

    StripeApi(
            Gate gate,
            Books books,
            Events events,
            Checkout checkout,
            Subscriptions subscriptions,
            PriceChanges changes,
            Payments payments,
            String portalPages) {
        this.gate = gate;
        this.books = books;
        this.events = events;
        this.checkout = checkout;
        this.subscriptions = subscriptions;
        this.changes = changes;
        this.payments = payments;
        this.portalPages = portalPages;
    }

    void mount(Routes routes) {
        new ListCalls(books).mount(routes, gate);
        new CatalogueCalls().mount(routes, gate);
        new MoneyCalls(books, payments).mount(routes, gate);
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

        routes.post("/stripe/v1/invoices/create_preview", gate.open((given, _) -> preview(given)));
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
                "proration_behavior",
                "proration_date",
                "payment_behavior");
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
        mustBeItem(subscription, given.get("items[0][id]"));
        boolean orNothing =
                given.find("payment_behavior").filter("error_if_incomplete"::equals).isPresent();
        changes.change(subscription, wish(price, given, "", orNothing));
    }

    private static void mustBeItem(ObjectNode subscription, String item) {
        if (!Subscriptions.item(subscription).path("id").asString("").equals(item)) {
            throw StripeProblem.dangling("subscription item", item, "items[0][id]");
        }
    }

    /** By the parameters of an update, or with a prefix by those of a preview. */
    private PriceChanges.Wish wish(
            String price, Parameters given, String prefix, boolean orNothing) {
        Catalogue next =
                Catalogue.find(price)
                        .orElseThrow(
                                () -> StripeProblem.dangling("price", price, "items[0][price]"));
        String behaviour =
                given.find(name(prefix, "proration_behavior")).orElse("create_prorations");
        if (!PriceChanges.BEHAVIOURS.contains(behaviour)) {
            throw StripeProblem.invalid(
                    "parameter_invalid", "proration_behavior", "Invalid proration_behavior");
        }
        long at = given.number(name(prefix, "proration_date"), books.now());
        return new PriceChanges.Wish(next, behaviour, at, orNothing);
    }

    private static String name(String prefix, String parameter) {
        return prefix.isEmpty() ? parameter : prefix + "[" + parameter + "]";
    }

    private ObjectNode preview(Parameters given) {
        String prefix = "subscription_details";
        String price = prefix + "[items][0][price]";
        given.allow(
                "customer",
                "subscription",
                prefix + "[items][0][id]",
                price,
                name(prefix, "proration_behavior"),
                name(prefix, "proration_date"));
        String id = given.get("subscription");
        ObjectNode subscription =
                books.find("subscription", id)
                        .filter(one -> !Subscriptions.hasEnded(one))
                        .orElseThrow(
                                () -> StripeProblem.dangling("subscription", id, "subscription"));
        given.find(prefix + "[items][0][id]").ifPresent(item -> mustBeItem(subscription, item));
        return changes.preview(
                subscription,
                wish(
                        given.find(price).orElseGet(() -> Subscriptions.price(subscription).id()),
                        given,
                        prefix,
                        false));
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
