package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The products and prices of the local account. The yearly price is ten months. */
enum Catalogue {
    PRO_MONTHLY("price_pro_monthly", "pro", "FeedTape Pro", "month", 1_999, "usd"),
    PRO_YEARLY("price_pro_yearly", "pro", "FeedTape Pro", "year", 19_990, "usd"),
    PRO_YEARLY_IN_EUROS("price_pro_yearly_eur", "pro", "FeedTape Pro", "year", 18_990, "eur"),
    ENTERPRISE_MONTHLY(
            "price_enterprise_monthly", "enterprise", "FeedTape Enterprise", "month", 9_999, "usd"),
    ENTERPRISE_YEARLY(
            "price_enterprise_yearly", "enterprise", "FeedTape Enterprise", "year", 99_990, "usd");

    /** 1 January 2026: the day this account opened. */
    static final long OPENED = 1_767_225_600L;

    private final String id;
    private final String plan;
    private final String product;
    private final String interval;
    private final long minorUnits;
    private final String currency;

    Catalogue(
            String id,
            String plan,
            String product,
            String interval,
            long minorUnits,
            String currency) {
        this.id = id;
        this.plan = plan;
        this.product = product;
        this.interval = interval;
        this.minorUnits = minorUnits;
        this.currency = currency;
    }

    static Optional<Catalogue> find(String id) {
        return List.of(values()).stream().filter(price -> price.id.equals(id)).findFirst();
    }

    static Catalogue get(String id) {
        return find(id).orElseThrow(() -> StripeProblem.missing("price", id, "price"));
    }

    String id() {
        return id;
    }

    String productId() {
        return "prod_" + plan;
    }

    String productName() {
        return product;
    }

    String interval() {
        return interval;
    }

    int months() {
        return interval.equals("year") ? 12 : 1;
    }

    /** Cents of its currency. */
    long minorUnits() {
        return minorUnits;
    }

    /** In small letters, as Stripe says it. */
    String currency() {
        return currency;
    }

    String priceInWords() {
        return "%d.%02d %s per %s"
                .formatted(
                        minorUnits / 100,
                        minorUnits % 100,
                        currency.toUpperCase(Locale.ROOT),
                        interval);
    }

    ObjectNode price() {
        ObjectNode price = Json.MAPPER.createObjectNode();
        price.put("id", id)
                .put("object", "price")
                .put("active", true)
                .put("billing_scheme", "per_unit");
        price.put("created", OPENED).put("currency", currency).putNull("custom_unit_amount");
        price.put("livemode", false).put("lookup_key", lookupKey());
        price.putObject("metadata");
        price.putNull("nickname").put("product", productId());
        ObjectNode recurring = price.putObject("recurring");
        recurring.put("interval", interval).put("interval_count", 1).putNull("meter");
        recurring.putNull("trial_period_days").put("usage_type", "licensed");
        price.put("tax_behavior", "unspecified")
                .putNull("tiers_mode")
                .putNull("transform_quantity");
        price.put("type", "recurring").put("unit_amount", minorUnits);
        return price.put("unit_amount_decimal", Long.toString(minorUnits));
    }

    private String lookupKey() {
        return plan + "_" + interval + "ly" + (currency.equals("usd") ? "" : "_" + currency);
    }

    ObjectNode productObject() {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("id", productId())
                .put("object", "product")
                .put("active", true)
                .put("created", OPENED);
        object.putNull("default_price").putNull("description");
        object.putArray("images");
        object.put("livemode", false);
        object.putArray("marketing_features");
        object.putObject("metadata");
        object.put("name", product).putNull("package_dimensions").putNull("shippable");
        object.putNull("statement_descriptor")
                .putNull("tax_code")
                .put("type", "service")
                .putNull("unit_label");
        return object.put("updated", OPENED).putNull("url");
    }
}
