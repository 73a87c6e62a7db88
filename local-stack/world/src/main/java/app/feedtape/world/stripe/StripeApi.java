package app.feedtape.world.stripe;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Urls;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The route table of {@code /stripe/v1} and the calls that are not a use case of their own. */
final class StripeApi {

    private static final Predicate<ObjectNode> ALL = _ -> true;

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
        routes.post("/stripe/v1/customers", gate.open((given, _) -> createCustomer(given)));
        routes.get("/stripe/v1/customers", gate.open((given, _) -> listCustomers(given)));
        retrieve(routes, "customers", "customer");
        routes.post("/stripe/v1/customers/{id}", gate.open(this::updateCustomer));

        routes.post(
                "/stripe/v1/checkout/sessions", gate.open((given, _) -> checkout.create(given)));
        routes.get("/stripe/v1/checkout/sessions", gate.open((given, _) -> listSessions(given)));
        retrieve(routes, "checkout/sessions", "checkout.session");
        routes.post("/stripe/v1/checkout/sessions/{id}/expire", gate.open(this::expire));
        routes.get(
                "/stripe/v1/checkout/sessions/{id}/line_items",
                gate.open((_, exchange) -> new Expansion(books).lineItems(exchange.path("id"))));

        routes.get("/stripe/v1/subscriptions", gate.open((given, _) -> listSubscriptions(given)));
        retrieve(routes, "subscriptions", "subscription");
        routes.post("/stripe/v1/subscriptions/{id}", gate.open(this::updateSubscription));
        routes.delete("/stripe/v1/subscriptions/{id}", gate.open(this::cancelSubscription));

        routes.get("/stripe/v1/invoices", gate.open((given, _) -> listInvoices(given)));
        retrieve(routes, "invoices", "invoice");
        routes.get("/stripe/v1/events", gate.open((given, _) -> listEvents(given)));
        retrieve(routes, "events", "event");

        routes.get("/stripe/v1/prices", gate.open((given, _) -> listPrices(given)));
        routes.get(
                "/stripe/v1/prices/{id}",
                gate.open((_, exchange) -> Catalogue.get(exchange.path("id")).price()));
        routes.get(
                "/stripe/v1/products",
                gate.open((given, _) -> Listing.of(products(), given, "/v1/products")));
        routes.get(
                "/stripe/v1/products/{id}",
                gate.open((_, exchange) -> product(exchange.path("id"))));
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

    private ObjectNode listCustomers(Parameters given) {
        given.allow(with("email", "created", "created["));
        Predicate<ObjectNode> wanted = matching(given, "email").and(Listing.created(given));
        return Listing.of(books.list("customer", wanted), given, "/v1/customers");
    }

    private ObjectNode listSessions(Parameters given) {
        given.allow(with("customer", "subscription", "status", "created", "created["));
        Predicate<ObjectNode> wanted =
                matching(given, "customer")
                        .and(matching(given, "subscription"))
                        .and(matching(given, "status"))
                        .and(Listing.created(given));
        return Listing.of(books.list("checkout.session", wanted), given, "/v1/checkout/sessions");
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
        given.allow(with("customer", "status", "price", "created", "created["));
        String status = given.find("status").orElse("");
        Predicate<ObjectNode> byStatus =
                switch (status) {
                    case "all" -> ALL;
                    case "" -> subscription -> !Subscriptions.hasEnded(subscription);
                    case "ended" -> Subscriptions::hasEnded;
                    default -> matching(given, "status");
                };
        Predicate<ObjectNode> byPrice =
                given.find("price")
                        .<Predicate<ObjectNode>>map(
                                price -> one -> Subscriptions.price(one).id().equals(price))
                        .orElse(ALL);
        Predicate<ObjectNode> wanted =
                byStatus.and(byPrice).and(matching(given, "customer")).and(Listing.created(given));
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

    private ObjectNode listInvoices(Parameters given) {
        given.allow(with("customer", "subscription", "status", "created", "created["));
        Predicate<ObjectNode> bySubscription =
                given.find("subscription")
                        .<Predicate<ObjectNode>>map(id ->
                                invoice ->
                                        invoice.at("/parent/subscription_details/subscription")
                                                .asString("")
                                                .equals(id))
                        .orElse(ALL);
        Predicate<ObjectNode> wanted =
                bySubscription
                        .and(matching(given, "customer"))
                        .and(matching(given, "status"))
                        .and(Listing.created(given));
        return Listing.of(books.list("invoice", wanted), given, "/v1/invoices");
    }

    private ObjectNode listEvents(Parameters given) {
        given.allow(with("type", "types[", "delivery_success", "created", "created["));
        List<String> types = given.list("types");
        Predicate<ObjectNode> delivered =
                given.find("delivery_success")
                        .<Predicate<ObjectNode>>map(_ ->
                                event ->
                                        (event.path("pending_webhooks").asInt() == 0)
                                                == given.flag("delivery_success"))
                        .orElse(ALL);
        Predicate<ObjectNode> wanted =
                delivered
                        .and(matching(given, "type"))
                        .and(event ->
                                types.isEmpty() || types.contains(event.path("type").asString("")))
                        .and(Listing.created(given));
        return Listing.of(books.list("event", wanted), given, "/v1/events");
    }

    private ObjectNode listPrices(Parameters given) {
        given.allow(with("active", "product", "lookup_keys[", "type", "currency"));
        List<String> keys = given.list("lookup_keys");
        List<ObjectNode> prices =
                Arrays.stream(Catalogue.values())
                        .map(Catalogue::price)
                        .filter(matching(given, "product"))
                        .filter(price ->
                                keys.isEmpty()
                                        || keys.contains(price.path("lookup_key").asString("")))
                        .toList();
        return Listing.of(prices, given, "/v1/prices");
    }

    private static List<ObjectNode> products() {
        return Stream.of(Catalogue.PRO_MONTHLY, Catalogue.ENTERPRISE_MONTHLY)
                .map(Catalogue::productObject)
                .toList();
    }

    private static ObjectNode product(String id) {
        return products().stream()
                .filter(product -> product.path("id").asString("").equals(id))
                .findFirst()
                .orElseThrow(() -> StripeProblem.missing("product", id, "id"));
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

    private static Predicate<ObjectNode> matching(Parameters given, String name) {
        return given.find(name)
                .<Predicate<ObjectNode>>map(
                        value -> object -> object.path(name).asString("").equals(value))
                .orElse(ALL);
    }

    private static String[] with(String... names) {
        return Stream.concat(Arrays.stream(names), Arrays.stream(Listing.PAGING))
                .toArray(String[]::new);
    }
}
