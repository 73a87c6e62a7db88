package app.feedtape.world.play;

import app.feedtape.world.state.StateFile;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Tokens;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Subscriptions by purchase token, as the Developer API shows them, and what becomes of them. */
final class PlaySales {

    static final Map<String, Integer> NOTICES =
            Map.of(
                    "RECOVERED", 1,
                    "RENEWED", 2,
                    "CANCELED", 3,
                    "PURCHASED", 4,
                    "ON_HOLD", 5,
                    "IN_GRACE_PERIOD", 6,
                    "RESTARTED", 7,
                    "PAUSED", 10,
                    "REVOKED", 12,
                    "EXPIRED", 13);

    private static final String STATE = "subscriptionState";
    private static final Duration GRACE = Duration.ofDays(7);

    /** What nobody acknowledges is paid back. */
    private static final Duration UNACKNOWLEDGED_FOR = Duration.ofDays(3);

    private record Kept(
            Map<String, ObjectNode> purchases, @Nullable Map<String, ObjectNode> orders) {}

    private final StateFile<Kept> file;
    private final Clock clock;
    private final Map<String, ObjectNode> purchases = new LinkedHashMap<>();
    private final PlayOrders orders;
    private final BiConsumer<String, Integer> teller;

    PlaySales(Path directory, Clock clock, BiConsumer<String, Integer> teller) {
        this.clock = clock;
        this.teller = teller;
        this.file = new StateFile<>(directory, "play.json", Kept.class);
        this.orders = new PlayOrders(clock);
        file.load()
                .ifPresent(kept -> {
                    purchases.putAll(kept.purchases());
                    orders.putAll(kept.orders());
                });
    }

    /**
     * {@code product}, and if wanted {@code account}, {@code replaces}, {@code pending}, {@code
     * quiet}.
     */
    synchronized String buy(JsonNode order) {
        String product = order.path("product").asString("");
        if (product.isEmpty()) {
            throw new Refusal(400, "product is needed.");
        }
        Instant now = clock.instant();
        String token = Tokens.random("play.", 120);
        ObjectNode purchase =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", "androidpublisher#subscriptionPurchaseV2")
                        .put("regionCode", "US")
                        .put("startTime", now.toString())
                        .put("acknowledgementState", "ACKNOWLEDGEMENT_STATE_PENDING");
        state(purchase, order.path("pending").asBoolean(false) ? "PENDING" : "ACTIVE");
        if (order.path("account").isString()) {
            purchase.putObject("externalAccountIdentifiers")
                    .put("obfuscatedExternalAccountId", order.path("account").asString());
        }
        purchase.putArray("lineItems")
                .addObject()
                .put("productId", product)
                .put("expiryTime", month(now).toString())
                .putObject("autoRenewingPlan")
                .put("autoRenewEnabled", true);
        replace(order.path("replaces").asString(""), purchase);
        orders.open(purchase);
        purchases.put(token, purchase);
        if (!order.path("quiet").asBoolean(false)) {
            teller.accept(token, NOTICES.get("PURCHASED"));
        }
        save();
        return token;
    }

    private void replace(String former, ObjectNode by) {
        if (!former.isEmpty()) {
            ObjectNode replaced = get(former);
            by.put("linkedPurchaseToken", former);
            state(replaced, "EXPIRED");
            line(replaced).put("expiryTime", clock.instant().toString());
        }
    }

    private static Instant month(Instant from) {
        return from.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
    }

    private static void state(ObjectNode purchase, String state) {
        purchase.put(STATE, "SUBSCRIPTION_STATE_" + state);
    }

    private static boolean is(ObjectNode purchase, String state) {
        return purchase.path(STATE).asString().equals("SUBSCRIPTION_STATE_" + state);
    }

    private static ObjectNode line(ObjectNode purchase) {
        return (ObjectNode) purchase.path("lineItems").path(0);
    }

    private static Instant end(ObjectNode purchase) {
        return Instant.parse(line(purchase).path("expiryTime").asString());
    }

    synchronized Optional<ObjectNode> find(String token) {
        return Optional.ofNullable(purchases.get(token)).map(ObjectNode::deepCopy);
    }

    synchronized Optional<ObjectNode> findOrder(String id) {
        return orders.find(id);
    }

    private ObjectNode get(String token) {
        ObjectNode purchase = purchases.get(token);
        if (purchase == null) {
            throw new Refusal(404, "There is no such purchase.");
        }
        return purchase;
    }

    synchronized List<Map.Entry<String, ObjectNode>> list() {
        return List.copyOf(purchases.entrySet());
    }

    synchronized void acknowledge(String token) {
        get(token).put("acknowledgementState", "ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED");
        save();
    }

    /** Makes happen what the notification tells of. */
    synchronized void happen(String token, String type) {
        ObjectNode purchase = get(token);
        switch (type) {
            case "PURCHASED", "RENEWED", "RECOVERED", "RESTARTED" -> {
                state(purchase, "ACTIVE");
                autoRenew(purchase, true);
                if (!type.equals("RESTARTED") && !type.equals("PURCHASED")) {
                    orders.open(purchase);
                    Instant from =
                            end(purchase).isAfter(clock.instant())
                                    ? end(purchase)
                                    : clock.instant();
                    line(purchase).put("expiryTime", month(from).toString());
                }
            }
            case "IN_GRACE_PERIOD" -> {
                state(purchase, "IN_GRACE_PERIOD");
                line(purchase).put("expiryTime", clock.instant().plus(GRACE).toString());
            }
            case "CANCELED" -> {
                state(purchase, "CANCELED");
                autoRenew(purchase, false);
            }
            case "ON_HOLD", "PAUSED" -> {
                state(purchase, type);
                line(purchase).put("expiryTime", clock.instant().toString());
            }
            case "REVOKED", "EXPIRED" -> {
                if (type.equals("REVOKED")) {
                    orders.refund(purchase);
                }
                state(purchase, "EXPIRED");
                line(purchase).put("expiryTime", clock.instant().toString());
            }
            default ->
                    throw new Refusal(400, "type is one of " + String.join(", ", NOTICES.keySet()));
        }
        save();
    }

    private static void autoRenew(ObjectNode purchase, boolean on) {
        ((ObjectNode) line(purchase).path("autoRenewingPlan")).put("autoRenewEnabled", on);
    }

    /** Renewals, ends, and what nobody acknowledged in time. */
    void catchUp() {
        for (Map.Entry<String, ObjectNode> each : list()) {
            for (String due = due(each.getValue()); !due.isEmpty(); due = due(each.getValue())) {
                happen(each.getKey(), due);
                teller.accept(each.getKey(), NOTICES.get(due));
            }
        }
    }

    private synchronized String due(ObjectNode purchase) {
        Instant now = clock.instant();
        boolean running =
                is(purchase, "ACTIVE")
                        || is(purchase, "CANCELED")
                        || is(purchase, "IN_GRACE_PERIOD");
        boolean forgotten =
                purchase.path("acknowledgementState").asString().endsWith("PENDING")
                        && !now.isBefore(
                                Instant.parse(purchase.path("startTime").asString())
                                        .plus(UNACKNOWLEDGED_FOR));
        if (running && forgotten) {
            return "REVOKED";
        }
        if (!running || now.isBefore(end(purchase))) {
            return "";
        }
        return is(purchase, "ACTIVE")
                ? "RENEWED"
                : is(purchase, "CANCELED") ? "EXPIRED" : "ON_HOLD";
    }

    private void save() {
        file.save(new Kept(purchases, orders.all()));
    }
}
