package app.feedtape.world.appstore;

import app.feedtape.world.WorldSettings.AppStoreApp;
import app.feedtape.world.web.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a subscription, by time or by somebody; each change is told of. */
final class Life {

    static final int ACTIVE = 1;
    static final int EXPIRED = 2;
    static final int BILLING_RETRY = 3;
    static final int GRACE = 4;
    static final int REVOKED = 5;

    private static final Duration RETRIES_FOR = Duration.ofDays(60);

    private static final Map<String, Integer> MILLIUNITS =
            Map.of("app.feedtape.pro.monthly", 19_990, "app.feedtape.enterprise.monthly", 99_990);

    private final Sales sales;
    private final AppStoreApp app;
    private final Notices notices;

    Life(Sales sales, AppStoreApp app, Notices notices) {
        this.sales = sales;
        this.app = app;
        this.notices = notices;
    }

    /**
     * {@code product}, and if wanted {@code account_token}, {@code person} (who is signed in at the
     * store), {@code trial}, {@code ownership}, {@code environment}, {@code quiet} (nothing is told
     * of it).
     */
    ObjectNode buy(JsonNode order) {
        String product = order.path("product").asString("");
        if (product.isEmpty()) {
            throw new Refusal(400, "product is needed.");
        }
        Instant now = sales.now();
        String id = Sales.number();
        ObjectNode transaction =
                Sales.object()
                        .put("transactionId", id)
                        .put("originalTransactionId", id)
                        .put("webOrderLineItemId", Sales.number())
                        .put("bundleId", app.bundleId())
                        .put("productId", product)
                        .put("subscriptionGroupIdentifier", "20999999")
                        .put("purchaseDate", now.toEpochMilli())
                        .put("originalPurchaseDate", now.toEpochMilli())
                        .put(
                                "expiresDate",
                                now.atZone(ZoneOffset.UTC).plusMonths(1).toInstant().toEpochMilli())
                        .put("quantity", 1)
                        .put("type", "Auto-Renewable Subscription")
                        .put("inAppOwnershipType", order.path("ownership").asString("PURCHASED"))
                        .put("environment", order.path("environment").asString(app.environment()))
                        .put("transactionReason", "PURCHASE")
                        .put("storefront", "USA")
                        .put("storefrontId", "143441")
                        .put("price", MILLIUNITS.getOrDefault(product, 9_990))
                        .put("currency", "USD")
                        .put("appTransactionId", order.path("person").asString(Sales.number()));
        if (order.path("account_token").isString()) {
            transaction.put("appAccountToken", token(order.path("account_token").asString()));
        }
        if (order.path("trial").asBoolean(false)) {
            transaction.put("offerType", 1).put("offerDiscountType", "FREE_TRIAL").put("price", 0);
        }
        ObjectNode sale =
                Sales.object().put("status", ACTIVE).put("fails", false).put("grace_days", 0);
        sale.set("transaction", transaction);
        sale.set("renewal", renewalOf(transaction));
        sales.add(sale);
        if (!order.path("quiet").asBoolean(false)) {
            notices.tell(sale, "SUBSCRIBED", "INITIAL_BUY");
        }
        return sale;
    }

    private static String token(String given) {
        try {
            return UUID.fromString(given).toString();
        } catch (IllegalArgumentException noUuid) {
            throw new Refusal(400, "account_token is a UUID.");
        }
    }

    private static ObjectNode renewalOf(ObjectNode transaction) {
        ObjectNode renewal = Sales.object();
        for (String same :
                new String[] {
                    "originalTransactionId",
                    "productId",
                    "environment",
                    "appTransactionId",
                    "appAccountToken"
                }) {
            if (transaction.has(same)) {
                renewal.set(same, transaction.path(same));
            }
        }
        return renewal.put("autoRenewProductId", transaction.path("productId").asString())
                .put("autoRenewStatus", 1)
                .put("recentSubscriptionStartDate", transaction.path("purchaseDate").asLong())
                .put("renewalDate", transaction.path("expiresDate").asLong());
    }

    /** What the passing of time causes; does nothing twice. */
    void catchUp() {
        for (ObjectNode sale : sales.list()) {
            while (step(sale)) {
                // Several months may have passed at once.
            }
        }
    }

    /** Whether time has anything to catch up with; asked often and cheaply. */
    boolean isDue() {
        return sales.list().stream().anyMatch(this::isDue);
    }

    private boolean isDue(ObjectNode sale) {
        int status = sale.path("status").asInt();
        Instant now = sales.now();
        return switch (status) {
            case ACTIVE -> !now.isBefore(Sales.instant(Sales.transaction(sale), "expiresDate"));
            case GRACE ->
                    !now.isBefore(Sales.instant(Sales.renewal(sale), "gracePeriodExpiresDate"));
            case BILLING_RETRY ->
                    !now.isBefore(
                            Sales.instant(Sales.transaction(sale), "expiresDate")
                                    .plus(RETRIES_FOR));
            default -> false;
        };
    }

    private boolean step(ObjectNode sale) {
        if (!isDue(sale)) {
            return false;
        }
        switch (sale.path("status").asInt()) {
            case ACTIVE -> {
                if (Sales.renewal(sale).path("autoRenewStatus").asInt() == 0) {
                    expire(sale, 1, "VOLUNTARY");
                } else if (sale.path("fails").asBoolean()) {
                    fail(sale, sale.path("grace_days").asInt());
                } else {
                    renew(sale, null);
                }
            }
            case GRACE -> {
                sale.put("status", BILLING_RETRY);
                Sales.renewal(sale).remove("gracePeriodExpiresDate");
                notices.tell(sale, "GRACE_PERIOD_EXPIRED", null);
            }
            default -> expire(sale, 2, "BILLING_RETRY");
        }
        return true;
    }

    void expire(ObjectNode sale, int intent, String subtype) {
        sale.put("status", EXPIRED);
        Instant now = sales.now();
        if (now.isBefore(Sales.instant(Sales.transaction(sale), "expiresDate"))) {
            Sales.transaction(sale).put("expiresDate", now.toEpochMilli());
        }
        Sales.renewal(sale).put("expirationIntent", intent).put("isInBillingRetryPeriod", false);
        notices.tell(sale, "EXPIRED", subtype);
    }

    /** The card does not pay; with days of grace the store wants access to go on. */
    void fail(ObjectNode sale, int graceDays) {
        ObjectNode renewal = Sales.renewal(sale);
        Instant end = Sales.instant(Sales.transaction(sale), "expiresDate");
        Instant due = end.isAfter(sales.now()) ? sales.now() : end;
        if (due.isBefore(end)) {
            Sales.transaction(sale).put("expiresDate", due.toEpochMilli());
        }
        sale.put("fails", true).put("status", graceDays > 0 ? GRACE : BILLING_RETRY);
        renewal.put("isInBillingRetryPeriod", true);
        if (graceDays > 0) {
            renewal.put(
                    "gracePeriodExpiresDate", due.plus(Duration.ofDays(graceDays)).toEpochMilli());
        }
        notices.tell(sale, "DID_FAIL_TO_RENEW", graceDays > 0 ? "GRACE_PERIOD" : null);
    }

    /** Another month, at the product that was chosen for it. */
    void renew(ObjectNode sale, @org.jspecify.annotations.Nullable String subtype) {
        ObjectNode transaction = Sales.transaction(sale);
        ObjectNode renewal = Sales.renewal(sale);
        Instant end = Sales.instant(transaction, "expiresDate");
        Instant next = Sales.monthAfter(sale);
        transaction
                .put("transactionId", Sales.number())
                .put("webOrderLineItemId", Sales.number())
                .put("purchaseDate", end.toEpochMilli())
                .put("expiresDate", next.toEpochMilli())
                .put("productId", renewal.path("autoRenewProductId").asString())
                .put("transactionReason", "RENEWAL");
        transaction.remove("offerType");
        transaction.remove("offerDiscountType");
        renewal.put("productId", transaction.path("productId").asString())
                .put("renewalDate", next.toEpochMilli())
                .put("isInBillingRetryPeriod", false);
        renewal.remove("gracePeriodExpiresDate");
        renewal.remove("expirationIntent");
        sale.put("status", ACTIVE);
        notices.tell(sale, "DID_RENEW", subtype);
    }

    void autoRenew(ObjectNode sale, boolean on) {
        Sales.renewal(sale).put("autoRenewStatus", on ? 1 : 0);
        notices.tell(
                sale,
                "DID_CHANGE_RENEWAL_STATUS",
                on ? "AUTO_RENEW_ENABLED" : "AUTO_RENEW_DISABLED");
    }

    /** Upwards at once with a new period, downwards from the next renewal on. */
    void change(ObjectNode sale, String product, boolean upwards) {
        Sales.renewal(sale).put("autoRenewProductId", product);
        if (upwards) {
            Instant now = sales.now();
            Sales.transaction(sale)
                    .put("transactionId", Sales.number())
                    .put("productId", product)
                    .put("purchaseDate", now.toEpochMilli())
                    .put(
                            "expiresDate",
                            now.atZone(ZoneOffset.UTC).plusMonths(1).toInstant().toEpochMilli());
            Sales.renewal(sale).put("productId", product);
        }
        notices.tell(sale, "DID_CHANGE_RENEWAL_PREF", upwards ? "UPGRADE" : "DOWNGRADE");
    }

    /** Money given back, or a family member left. */
    void revoke(ObjectNode sale, String type) {
        Sales.transaction(sale)
                .put("revocationDate", sales.now().toEpochMilli())
                .put("revocationReason", 0);
        sale.put("status", REVOKED);
        notices.tell(sale, type, null);
    }

    void reverseRefund(ObjectNode sale) {
        Sales.transaction(sale).remove("revocationDate");
        Sales.transaction(sale).remove("revocationReason");
        boolean over = !sales.now().isBefore(Sales.instant(Sales.transaction(sale), "expiresDate"));
        sale.put("status", over ? EXPIRED : ACTIVE);
        notices.tell(sale, "REFUND_REVERSED", null);
    }
}
