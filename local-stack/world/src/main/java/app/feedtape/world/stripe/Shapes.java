package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import app.feedtape.world.web.Tokens;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * New objects in the shapes of API 2026-07-29.dahlia (period ends on items, subscription of an
 * invoice under parent).
 */
final class Shapes {

    private static final String CHARGE_AUTOMATICALLY = "charge_automatically";

    private Shapes() {}

    static ObjectNode customer(long now) {
        ObjectNode customer = Json.MAPPER.createObjectNode();
        customer.put("id", Tokens.random("cus_", 14)).put("object", "customer").putNull("address");
        customer.put("balance", 0)
                .put("created", now)
                .putNull("currency")
                .putNull("default_source");
        customer.put("delinquent", false)
                .putNull("description")
                .putNull("discount")
                .putNull("email");
        customer.put("invoice_prefix", Tokens.random("", 8).toUpperCase(java.util.Locale.ROOT));
        ObjectNode invoices = customer.putObject("invoice_settings");
        invoices.putNull("custom_fields").putNull("default_payment_method").putNull("footer");
        invoices.putNull("rendering_options");
        customer.put("livemode", false).putObject("metadata");
        customer.putNull("name").put("next_invoice_sequence", 1).putNull("phone");
        customer.putArray("preferred_locales");
        return customer.putNull("shipping").put("tax_exempt", "none").putNull("test_clock");
    }

    static ObjectNode session(Catalogue price, long quantity, long now, String payPages) {
        String id = Tokens.random("cs_test_", 58);
        ObjectNode session = Json.MAPPER.createObjectNode();
        session.put("id", id).put("object", "checkout.session").putNull("after_expiration");
        session.putNull("allow_promotion_codes")
                .put("amount_subtotal", price.minorUnits() * quantity);
        session.put("amount_total", price.minorUnits() * quantity);
        session.putObject("automatic_tax")
                .put("enabled", false)
                .putNull("liability")
                .putNull("status");
        session.putNull("billing_address_collection")
                .putNull("cancel_url")
                .putNull("client_reference_id");
        session.putNull("client_secret")
                .putNull("consent")
                .put("created", now)
                .put("currency", price.currency());
        session.putArray("custom_fields");
        session.putNull("customer").putNull("customer_creation").putNull("customer_details");
        session.putNull("customer_email").put("expires_at", now + 86_400).putNull("invoice");
        session.put("livemode", false).putNull("locale").putObject("metadata");
        session.put("mode", "subscription").putNull("payment_intent").putNull("payment_link");
        session.put("payment_method_collection", "always")
                .putArray("payment_method_types")
                .add("card");
        session.put("payment_status", "unpaid").putNull("setup_intent").put("status", "open");
        session.putNull("submit_type").putNull("subscription").putNull("success_url");
        session.putObject("total_details")
                .put("amount_discount", 0)
                .put("amount_shipping", 0)
                .put("amount_tax", 0);
        session.put("ui_mode", "hosted_page").put("url", payPages + id);
        session.put("_price", price.id())
                .put("_quantity", quantity)
                .putObject("_subscription_metadata");
        return session;
    }

    static ObjectNode subscription(
            String customer, Catalogue price, long quantity, long now, long end) {
        String id = Tokens.random("sub_1", 23);
        ObjectNode subscription = Json.MAPPER.createObjectNode();
        subscription.put("id", id).put("object", "subscription").putNull("application");
        subscription.putNull("application_fee_percent");
        subscription
                .putObject("automatic_tax")
                .put("enabled", false)
                .putNull("disabled_reason")
                .putNull("liability");
        subscription.put("billing_cycle_anchor", now).putNull("billing_cycle_anchor_config");
        subscription.putObject("billing_mode").put("type", "flexible").put("updated_at", now);
        subscription.putNull("cancel_at").put("cancel_at_period_end", false).putNull("canceled_at");
        subscription
                .putObject("cancellation_details")
                .putNull("comment")
                .putNull("feedback")
                .putNull("reason");
        subscription
                .put("collection_method", CHARGE_AUTOMATICALLY)
                .put("created", now)
                .put("currency", price.currency());
        subscription
                .put("customer", customer)
                .putNull("days_until_due")
                .putNull("default_payment_method");
        subscription.putNull("default_source").putArray("default_tax_rates");
        subscription.putNull("description").putArray("discounts");
        subscription.putNull("ended_at");
        ObjectNode item = item(id, price, quantity, now, end);
        ObjectNode items =
                list(java.util.List.of(item), "/v1/subscription_items?subscription=" + id, false);
        subscription.set("items", items.put("total_count", 1));
        subscription.putNull("latest_invoice").put("livemode", false).putObject("metadata");
        subscription
                .putNull("next_pending_invoice_item_invoice")
                .putNull("on_behalf_of")
                .putNull("pause_collection");
        subscription.putNull("pending_invoice_item_interval").putNull("pending_setup_intent");
        subscription
                .putNull("pending_update")
                .putNull("schedule")
                .put("start_date", now)
                .put("status", "active");
        subscription
                .putNull("test_clock")
                .putNull("transfer_data")
                .putNull("trial_end")
                .putNull("trial_start");
        subscription.put("_periods", 1).putArray("_pending");
        return subscription;
    }

    private static ObjectNode item(
            String subscription, Catalogue price, long quantity, long start, long end) {
        ObjectNode item = Json.MAPPER.createObjectNode();
        item.put("id", Tokens.random("si_", 14))
                .put("object", "subscription_item")
                .putNull("billing_thresholds");
        item.put("created", start)
                .put("current_period_end", end)
                .put("current_period_start", start);
        item.putArray("discounts");
        item.putObject("metadata");
        item.set("price", price.price());
        item.put("quantity", quantity).put("subscription", subscription).putArray("tax_rates");
        return item;
    }

    static ObjectNode invoice(
            ObjectNode customer, ObjectNode subscription, String reason, long now) {
        String id = Tokens.random("in_1", 23);
        ObjectNode invoice = Json.MAPPER.createObjectNode();
        invoice.put("id", id)
                .put("object", "invoice")
                .put("account_country", "US")
                .put("account_name", "FeedTape");
        invoice.put("attempt_count", 0).put("attempted", false).put("auto_advance", true);
        invoice.put("billing_reason", reason)
                .put("collection_method", CHARGE_AUTOMATICALLY)
                .put("created", now);
        invoice.set("currency", subscription.path("currency"));
        invoice.set("customer", customer.path("id"));
        invoice.set("customer_email", customer.path("email"));
        invoice.set("customer_name", customer.path("name"));
        invoice.putNull("description").putArray("discounts");
        invoice.putNull("due_date")
                .put("effective_at", now)
                .putNull("ending_balance")
                .putNull("footer");
        invoice.put("livemode", false).putObject("metadata");
        invoice.putNull("next_payment_attempt");
        long sequence = customer.path("next_invoice_sequence").asLong(1);
        invoice.put(
                "number",
                "%s-%04d".formatted(customer.path("invoice_prefix").asString(""), sequence));
        customer.put("next_invoice_sequence", sequence + 1);
        ObjectNode parent = invoice.putObject("parent");
        parent.putNull("quote_details").put("type", "subscription_details");
        ObjectNode details = parent.putObject("subscription_details");
        details.set("metadata", subscription.path("metadata").deepCopy());
        details.set("subscription", subscription.path("id"));
        invoice.put("period_end", now)
                .put("period_start", now)
                .put("starting_balance", 0)
                .put("status", "open");
        ObjectNode transitions = invoice.putObject("status_transitions");
        transitions
                .put("finalized_at", now)
                .putNull("marked_uncollectible_at")
                .putNull("paid_at")
                .putNull("voided_at");
        return invoice;
    }

    static ObjectNode invoiceLine(
            ObjectNode subscription,
            Catalogue price,
            long amount,
            String description,
            boolean proration,
            Span span) {
        ObjectNode line = Json.MAPPER.createObjectNode();
        line.put("id", Tokens.random("il_1", 23)).put("object", "line_item").put("amount", amount);
        line.put("currency", price.currency())
                .put("description", description)
                .put("discountable", !proration);
        line.put("livemode", false).putObject("metadata");
        ObjectNode parent = line.putObject("parent");
        parent.putNull("invoice_item_details").put("type", "subscription_item_details");
        ObjectNode details = parent.putObject("subscription_item_details");
        details.putNull("invoice_item").put("proration", proration);
        details.set("subscription", subscription.path("id"));
        details.set(
                "subscription_item", subscription.path("items").path("data").path(0).path("id"));
        line.putObject("period").put("end", span.end()).put("start", span.start());
        ObjectNode pricing = line.putObject("pricing");
        pricing.putObject("price_details")
                .put("price", price.id())
                .put("product", price.productId());
        pricing.put("type", "price_details")
                .put("unit_amount_decimal", Long.toString(price.minorUnits()));
        return line.put("quantity", 1).put("subtotal", amount);
    }

    /** From a second on (inclusive) to another (exclusive). */
    record Span(long start, long end) {}

    static ObjectNode portal(String customer, String returnUrl, long now, String pages) {
        String id = Tokens.random("bps_1", 23);
        ObjectNode portal = Json.MAPPER.createObjectNode();
        portal.put("id", id)
                .put("object", "billing_portal.session")
                .put("configuration", "bpc_local");
        portal.put("created", now).put("customer", customer).putNull("flow").put("livemode", false);
        portal.putNull("locale").putNull("on_behalf_of").put("return_url", returnUrl);
        return portal.put("url", pages + id);
    }

    static ObjectNode list(Collection<? extends JsonNode> data, String url, boolean more) {
        ObjectNode list = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode members = list.putArray("data");
        data.forEach(members::add);
        return list.put("has_more", more).put("url", url);
    }

    /** Merges metadata as Stripe does: a blank value removes its member. */
    static void merge(ObjectNode metadata, Map<String, String> changes) {
        changes.forEach((name, value) -> {
            if (value.isEmpty()) {
                metadata.remove(name);
            } else {
                metadata.put(name, value);
            }
        });
    }
}
