package app.feedtape.world.play;

import app.feedtape.world.web.Json;
import app.feedtape.world.web.Tokens;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What was paid for each period, as the Orders API shows it. Guarded by {@link PlaySales}. */
final class PlayOrders {

    private static final long NANOS_OF_A_CENT = 10_000_000;
    private static final Map<String, Integer> CENTS =
            Map.of("pro_monthly", 1_999, "enterprise_monthly", 9_999);

    private final Clock clock;
    private final Map<String, ObjectNode> orders = new LinkedHashMap<>();

    PlayOrders(Clock clock) {
        this.clock = clock;
    }

    void putAll(@Nullable Map<String, ObjectNode> kept) {
        if (kept != null) {
            orders.putAll(kept);
        }
    }

    Map<String, ObjectNode> all() {
        return orders;
    }

    Optional<ObjectNode> find(String id) {
        return Optional.ofNullable(orders.get(id)).map(ObjectNode::deepCopy);
    }

    /** The next period of a purchase is paid for. */
    void open(ObjectNode purchase) {
        ObjectNode line = (ObjectNode) purchase.path("lineItems").path(0);
        String id = "GPA." + Tokens.random("", 12);
        String now = clock.instant().toString();
        ObjectNode order =
                Play.object()
                        .put("orderId", id)
                        .put("state", "PROCESSED")
                        .put("createTime", now)
                        .put("lastEventTime", now);
        order.set("total", money(line.path("productId").asString("")));
        order.putObject("orderHistory").putObject("processedEvent").put("eventTime", now);
        orders.put(id, order);
        purchase.put("latestOrderId", id);
        line.put("latestSuccessfulOrderId", id);
    }

    /** All of the newest period goes back. */
    void refund(ObjectNode purchase) {
        ObjectNode order = orders.get(purchase.path("latestOrderId").asString(""));
        if (order == null || order.path("state").asString().equals("REFUNDED")) {
            return;
        }
        String now = clock.instant().toString();
        order.put("state", "REFUNDED").put("lastEventTime", now);
        ObjectNode event = ((ObjectNode) order.path("orderHistory")).putObject("refundEvent");
        event.put("eventTime", now)
                .putObject("refundDetails")
                .set("total", order.path("total").deepCopy());
    }

    private static ObjectNode money(String product) {
        int cents = CENTS.getOrDefault(product, 999);
        return Json.MAPPER
                .createObjectNode()
                .put("currencyCode", "USD")
                .put("units", Integer.toString(cents / 100))
                .put("nanos", cents % 100 * NANOS_OF_A_CENT);
    }
}
