package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import app.feedtape.world.web.Urls;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checkout sessions: made by the API, ended by the person on the pay page or by time. */
final class Checkout {

    private static final String KIND = "checkout.session";

    private final Books books;
    private final Events events;
    private final Subscriptions subscriptions;
    private final String payPages;

    Checkout(Books books, Events events, Subscriptions subscriptions, String payPages) {
        this.books = books;
        this.events = events;
        this.subscriptions = subscriptions;
        this.payPages = payPages;
    }

    ObjectNode create(Parameters given) {
        given.allow(
                "mode",
                "line_items[0][price]",
                "line_items[0][quantity]",
                "success_url",
                "cancel_url",
                "client_reference_id",
                "customer",
                "customer_email",
                "metadata[",
                "subscription_data[metadata][",
                "subscription_data[trial_period_days]",
                "locale",
                "ui_mode",
                "payment_method_types[",
                "payment_method_collection",
                "billing_address_collection",
                "allow_promotion_codes",
                "automatic_tax[enabled]",
                "expires_at");
        if (!given.get("mode").equals("subscription")) {
            throw StripeProblem.invalid(
                    "The local Stripe knows checkout sessions of mode subscription only.");
        }
        String priceId = given.get("line_items[0][price]");
        Catalogue price =
                Catalogue.find(priceId)
                        .orElseThrow(() ->
                                StripeProblem.dangling("price", priceId, "line_items[0][price]"));
        long quantity = given.number("line_items[0][quantity]", 1);
        if (quantity < 1 || quantity > 999_999) {
            throw StripeProblem.invalid(
                    "parameter_invalid_integer", "line_items[0][quantity]", "Invalid quantity");
        }
        ObjectNode session = Shapes.session(price, quantity, books.now(), payPages);
        session.put("success_url", address(given.get("success_url"), "success_url"));
        given.find("cancel_url")
                .ifPresent(url -> session.put("cancel_url", address(url, "cancel_url")));
        given.find("client_reference_id").ifPresent(id -> session.put("client_reference_id", id));
        given.find("locale").ifPresent(locale -> session.put("locale", locale));
        session.put("expires_at", given.number("expires_at", books.now() + 86_400));
        chooseCustomer(session, given);
        Shapes.merge((ObjectNode) session.path("metadata"), given.map("metadata"));
        Shapes.merge(
                (ObjectNode) session.path("_subscription_metadata"),
                given.map("subscription_data[metadata]"));
        long trialDays = given.number("subscription_data[trial_period_days]", 0);
        session.put("_trial_days", trialDays);
        if (trialDays > 0) {
            session.put("amount_subtotal", 0).put("amount_total", 0);
        }
        books.put(session);
        return session;
    }

    private void chooseCustomer(ObjectNode session, Parameters given) {
        Optional<String> customer = given.find("customer");
        Optional<String> email = given.find("customer_email");
        if (customer.isPresent() && email.isPresent()) {
            throw StripeProblem.invalid(
                    "You may only specify one of these parameters: customer, customer_email.");
        }
        customer.ifPresent(id -> {
            ObjectNode known =
                    books.find("customer", id)
                            .orElseThrow(() -> StripeProblem.dangling("customer", id, "customer"));
            session.put("customer", id);
            session.set("customer_details", details(known));
        });
        email.ifPresent(address ->
                session.put("customer_email", address).put("customer_creation", "always"));
    }

    private static ObjectNode details(ObjectNode customer) {
        ObjectNode details = Json.MAPPER.createObjectNode().putNull("address");
        details.set("email", customer.path("email"));
        details.set("name", customer.path("name"));
        details.putNull("phone").put("tax_exempt", "none").putArray("tax_ids");
        return details;
    }

    private static String address(String url, String parameter) {
        // The placeholder is Stripe's own and no part of a valid address.
        if (Urls.web(url.replace("{CHECKOUT_SESSION_ID}", "id")).isEmpty()) {
            throw StripeProblem.invalid("url_invalid", parameter, "Not a valid URL");
        }
        return url;
    }

    boolean isOpen(ObjectNode session) {
        return session.path("status").asString("").equals("open")
                && session.path("expires_at").asLong() > books.now();
    }

    /** The card is accepted: a subscription begins and the session is complete. */
    void pay(ObjectNode session, String card) {
        ObjectNode customer =
                books.find("customer", session.path("customer").asString(""))
                        .orElseGet(() -> makeCustomer(session));
        session.set("customer", customer.path("id"));
        session.set("customer_details", details(customer));
        ObjectNode subscription =
                subscriptions.start(
                        new Subscriptions.Order(
                                customer.path("id").asString(),
                                Catalogue.get(session.path("_price").asString()),
                                session.path("_quantity").asLong(),
                                session.path("_trial_days").asLong(),
                                card,
                                texts(session.path("_subscription_metadata"))));
        session.set("subscription", subscription.path("id"));
        session.set("invoice", subscription.path("latest_invoice"));
        session.put(
                "payment_status",
                session.path("amount_total").asLong() == 0 ? "no_payment_required" : "paid");
        session.put("status", "complete").putNull("url");
        books.touch();
        events.emit("checkout.session.completed", session);
    }

    private ObjectNode makeCustomer(ObjectNode session) {
        ObjectNode customer = Shapes.customer(books.now());
        customer.set("email", session.path("customer_email"));
        books.put(customer);
        events.emit("customer.created", customer);
        return customer;
    }

    void expire(ObjectNode session) {
        session.put("status", "expired").putNull("url");
        books.touch();
        events.emit("checkout.session.expired", session);
    }

    void expireDue() {
        books.list(
                        KIND,
                        session ->
                                session.path("status").asString("").equals("open")
                                        && session.path("expires_at").asLong() <= books.now())
                .forEach(this::expire);
    }

    static String successUrl(ObjectNode session) {
        return session.path("success_url")
                .asString()
                .replace("{CHECKOUT_SESSION_ID}", session.path("id").asString());
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().asString("")));
        return texts;
    }
}
