package app.feedtape.world.appstore;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What no real App Store offers: buying without a phone, making things happen, telling again. */
final class Controls {

    private final Sales sales;
    private final Life life;
    private final Notices notices;

    Controls(Sales sales, Life life, Notices notices) {
        this.sales = sales;
        this.life = life;
        this.notices = notices;
    }

    void mount(Routes routes) {
        routes.get("/appstore", this::overview);
        routes.post("/appstore/_purchase", this::purchase);
        routes.post("/appstore/_notify", this::cause);
        routes.post("/appstore/_payments", this::payments);
        routes.post("/appstore/_repeat", this::repeat);
        routes.get(
                "/appstore/_notifications",
                exchange ->
                        exchange.json(
                                200,
                                sales.look(() ->
                                        sales.notifications().stream()
                                                .map(ObjectNode::deepCopy)
                                                .toList())));
        routes.get(
                "/appstore/_subscriptions/{id}",
                exchange ->
                        exchange.json(
                                200, sales.look(() -> shown(sales.get(exchange.path("id"))))));
    }

    private void purchase(Exchange exchange) throws IOException {
        JsonNode order = exchange.body();
        exchange.json(200, sales.with(() -> shown(life.buy(order))));
    }

    private ObjectNode shown(ObjectNode sale) {
        ObjectNode transaction = Sales.transaction(sale);
        return Sales.object()
                .put(
                        "original_transaction_id",
                        transaction.path("originalTransactionId").asString())
                .put("transaction_id", transaction.path("transactionId").asString())
                .put("product", transaction.path("productId").asString())
                .put("status", sale.path("status").asInt())
                .put("expires_at", Sales.instant(transaction, "expiresDate").toString())
                .put("signed_transaction", notices.sign(transaction));
    }

    /**
     * {@code POST {"subscription", "type", "subtype"?, "product"?, "grace_days"?, "only_tell"?}}:
     * makes happen what the notification tells of, because a receiver reads the subscription again.
     * {@code only_tell}, and every other type, tells of the subscription as it is.
     */
    private void cause(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String type = body.path("type").asString("");
        if (type.isEmpty()) {
            throw new Refusal(400, "type is needed.");
        }
        ObjectNode told =
                sales.with(() -> {
                    @Nullable ObjectNode sale =
                            body.has("subscription")
                                    ? sales.get(body.path("subscription").asString(""))
                                    : null;
                    if (sale == null
                            || body.path("only_tell").asBoolean(false)
                            || !happen(sale, type, body)) {
                        notices.tell(sale, type, body.path("subtype").asString(null));
                    }
                    // It is being sent, which is noted in it.
                    return sales.notifications().getFirst().deepCopy();
                });
        exchange.json(200, told);
    }

    private boolean happen(ObjectNode sale, String type, JsonNode body) {
        String subtype = body.path("subtype").asString("");
        switch (type) {
            case "DID_RENEW" -> life.renew(sale, subtype.isEmpty() ? null : subtype);
            case "DID_FAIL_TO_RENEW" -> life.fail(sale, body.path("grace_days").asInt(0));
            case "EXPIRED" -> life.expire(sale, 1, subtype.isEmpty() ? "VOLUNTARY" : subtype);
            case "DID_CHANGE_RENEWAL_STATUS" ->
                    life.autoRenew(sale, subtype.equals("AUTO_RENEW_ENABLED"));
            case "DID_CHANGE_RENEWAL_PREF" ->
                    life.change(sale, body.path("product").asString(""), subtype.equals("UPGRADE"));
            case "REFUND", "REVOKE" -> life.revoke(sale, type);
            case "REFUND_REVERSED" -> life.reverseRefund(sale);
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * {@code POST {"subscription", "fail", "grace_days"?}}: from the next renewal on the card does
     * not pay, or pays again, and then at once what is owed.
     */
    private void payments(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        boolean fail = body.path("fail").asBoolean(true);
        ObjectNode answer =
                sales.with(() -> {
                    ObjectNode sale = sales.get(body.path("subscription").asString(""));
                    sale.put("fails", fail).put("grace_days", body.path("grace_days").asInt(0));
                    int status = sale.path("status").asInt();
                    if (!fail && (status == Life.GRACE || status == Life.BILLING_RETRY)) {
                        life.renew(sale, "BILLING_RECOVERY");
                    }
                    return shown(sale);
                });
        exchange.json(200, answer);
    }

    /** {@code POST {"notification"?, "times"?}}: the same one, by default the latest, again. */
    private void repeat(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String wanted = body.path("notification").asString("");
        ObjectNode notice =
                sales.look(sales::notifications).stream()
                        .filter(each ->
                                wanted.isEmpty() || each.path("uuid").asString("").equals(wanted))
                        .findFirst()
                        .orElseThrow(() -> new Refusal(404, "There is no such notification."));
        for (int time = 0; time < Math.min(body.path("times").asInt(1), 1_000); time++) {
            notices.deliver(notice);
        }
        exchange.json(200, sales.look(notice::deepCopy));
    }

    private void overview(Exchange exchange) throws IOException {
        List<ObjectNode> all = sales.look(sales::list);
        List<ObjectNode> told = sales.look(sales::notifications);
        Html rows =
                Html.each(
                        all,
                        sale ->
                                Html.of(
                                        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                                        Sales.transaction(sale)
                                                .path("originalTransactionId")
                                                .asString(),
                                        Sales.transaction(sale).path("productId").asString(),
                                        sale.path("status").asInt(),
                                        Sales.instant(Sales.transaction(sale), "expiresDate")));
        Html sent =
                Html.each(
                        told.stream().limit(100).toList(),
                        notice ->
                                Html.of(
                                        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                                        notice.path("type").asString(),
                                        notice.path("subtype").asString(""),
                                        notice.path("attempts").asInt(),
                                        notice.path("outcome").asString("")));
        exchange.page(
                200,
                Page.of(
                        "App Store",
                        Html.of(
                                """
                                <h2>Subscriptions</h2>
                                <table><tr><th>original transaction</th><th>product</th><th>status</th><th>paid until</th></tr>{}</table>
                                <h2>Notifications, newest first</h2>
                                <table><tr><th>type</th><th>subtype</th><th>sent</th><th>answer</th></tr>{}</table>
                                """,
                                rows,
                                sent)));
    }
}
