package app.feedtape.world.appstore;

import app.feedtape.world.WorldSettings.AppStoreApp;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Sending;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notifications version 2: signed once, posted until they are answered with 2xx. Apple repeats
 * after 1, 12, 24, 48 and 72 hours; here it is sooner.
 */
final class Notices implements AutoCloseable {

    private static final int MOST_ATTEMPTS = 100;

    private final Sales sales;
    private final Authority authority;
    private final AppStoreApp app;
    private final Sending sending = new Sending();

    Notices(Sales sales, Authority authority, AppStoreApp app) {
        this.sales = sales;
        this.authority = authority;
        this.app = app;
    }

    /** Sends again what was not taken before the last end of this process. */
    void resume() {
        sales.look(sales::notifications).stream()
                .filter(notice -> !notice.path("taken").asBoolean(false))
                .forEach(this::deliver);
    }

    /** Tells of a subscription as it is now. */
    ObjectNode tell(@Nullable ObjectNode sale, String type, @Nullable String subtype) {
        ObjectNode payload =
                Sales.object()
                        .put("notificationType", type)
                        .put("notificationUUID", UUID.randomUUID().toString())
                        .put("version", "2.0")
                        .put("signedDate", sales.now().toEpochMilli());
        if (subtype != null) {
            payload.put("subtype", subtype);
        }
        payload.set("data", data(sale));
        ObjectNode notice =
                Sales.object()
                        .put("uuid", payload.path("notificationUUID").asString())
                        .put("type", type)
                        .put("subtype", subtype)
                        .put("signedPayload", authority.chain().sign(payload))
                        .put("attempts", 0)
                        .put("taken", false);
        sales.add(notice, true);
        deliver(notice);
        return notice;
    }

    private ObjectNode data(@Nullable ObjectNode sale) {
        ObjectNode data =
                Sales.object()
                        .put("appAppleId", app.appId())
                        .put("bundleId", app.bundleId())
                        .put("bundleVersion", "1")
                        .put("environment", app.environment());
        if (sale != null) {
            data.put("environment", Sales.transaction(sale).path("environment").asString())
                    .put("status", sale.path("status").asInt())
                    .put("signedTransactionInfo", sign(Sales.transaction(sale)))
                    .put("signedRenewalInfo", sign(Sales.renewal(sale)));
        }
        return data;
    }

    /** With the time of signing, as every payload has it. */
    String sign(ObjectNode payload) {
        return authority
                .chain()
                .sign(payload.deepCopy().put("signedDate", sales.now().toEpochMilli()));
    }

    void deliver(ObjectNode notice) {
        app.notifications()
                .ifPresent(url ->
                        sending.untilTaken(
                                () -> request(notice, url),
                                outcome -> isOver(notice, outcome),
                                MOST_ATTEMPTS));
    }

    /** Apple does not come back after 400 either. */
    private boolean isOver(ObjectNode notice, String outcome) {
        boolean taken = outcome.startsWith("2");
        sales.with(() ->
                notice.put("attempts", notice.path("attempts").asInt() + 1)
                        .put("outcome", outcome)
                        .put("taken", taken));
        return taken || outcome.equals("400");
    }

    private static HttpRequest request(ObjectNode notice, URI url) {
        String body =
                Json.MAPPER.writeValueAsString(
                        Map.of("signedPayload", notice.path("signedPayload").asString()));
        return HttpRequest.newBuilder(url)
                .timeout(Sending.PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    @Override
    public void close() {
        sending.close();
    }
}
