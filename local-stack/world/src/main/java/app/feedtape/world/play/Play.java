package app.feedtape.world.play;

import app.feedtape.world.WorldSettings.PlayApp;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The local Google Play behind {@code /play}. */
public final class Play implements AutoCloseable {

    private static final String PURCHASES =
            "/play/androidpublisher/v3/applications/{package}/purchases";

    private final PlayApp app;
    private final PlayKeys keys;
    private final PlaySales sales;
    private final PlayPushes pushes;

    /** The status to answer in place of the truth; zero for none. */
    private final AtomicInteger fault = new AtomicInteger();

    public Play(PlayApp app, URI origin, Path directory, Clock clock) {
        this.app = app;
        this.keys = new PlayKeys(app, origin + "/play/token", clock);
        this.pushes = new PlayPushes(app, keys, clock);
        this.sales = new PlaySales(directory, clock, pushes::tell);
    }

    public void mount(Routes routes) {
        routes.post("/play/token", keys::grant);
        routes.get("/play/certs", exchange -> exchange.json(200, keys.publicKeys()));
        routes.get(PURCHASES + "/subscriptionsv2/tokens/{token}", this::read);
        routes.post(PURCHASES + "/subscriptions/{product}/tokens/{order}", this::acknowledge);
        routes.get("/play/androidpublisher/v3/applications/{package}/orders/{order}", this::order);
        routes.get("/play", this::overview);
        routes.post("/play/_purchase", this::purchase);
        routes.post("/play/_notify", this::cause);
        routes.post(
                "/play/_faults",
                exchange -> {
                    fault.set(exchange.body().path("status").asInt(500));
                    exchange.empty(204);
                });
        routes.delete(
                "/play/_faults",
                exchange -> {
                    fault.set(0);
                    exchange.empty(204);
                });
        routes.get(
                "/play/_subscriptions/{token}",
                exchange -> exchange.json(200, known(exchange.path("token"))));
    }

    private ObjectNode known(String token) {
        return sales.find(token).orElseThrow(() -> new Refusal(404, "There is no such purchase."));
    }

    private boolean isFaulty(Exchange exchange) throws IOException {
        int status = fault.get();
        if (status != 0) {
            exchange.json(status, Map.of("error", Map.of("code", status)));
        }
        return status != 0;
    }

    private void read(Exchange exchange) throws IOException {
        if (isFaulty(exchange)) {
            return;
        }
        keys.requireCaller(exchange);
        Optional<ObjectNode> found =
                app.packageName().equals(exchange.path("package"))
                        ? sales.find(exchange.path("token"))
                        : Optional.empty();
        if (found.isPresent()) {
            exchange.json(200, found.get());
        } else {
            exchange.json(404, Map.of("error", Map.of("code", 404, "status", "NOT_FOUND")));
        }
    }

    private void order(Exchange exchange) throws IOException {
        if (isFaulty(exchange)) {
            return;
        }
        keys.requireCaller(exchange);
        Optional<ObjectNode> found =
                app.packageName().equals(exchange.path("package"))
                        ? sales.findOrder(exchange.path("order"))
                        : Optional.empty();
        if (found.isPresent()) {
            exchange.json(200, found.get());
        } else {
            exchange.json(404, Map.of("error", Map.of("code", 404, "status", "NOT_FOUND")));
        }
    }

    /** The last part of the address is {@code TOKEN:acknowledge}. */
    private void acknowledge(Exchange exchange) throws IOException {
        if (isFaulty(exchange)) {
            return;
        }
        keys.requireCaller(exchange);
        String order = exchange.path("order");
        if (!order.endsWith(":acknowledge")) {
            throw new Refusal(404, "The local Play only acknowledges.");
        }
        sales.acknowledge(order.substring(0, order.length() - ":acknowledge".length()));
        exchange.empty(204);
    }

    private void purchase(Exchange exchange) throws IOException {
        exchange.json(200, Map.of("purchase_token", sales.buy(exchange.body())));
    }

    /**
     * {@code POST {"token", "type", "only_tell"?, "audience"?, "account"?}}: makes happen what the
     * notification tells of and pushes it; with another audience or account it is a forged push.
     */
    private void cause(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String token = body.path("token").asString("");
        String type = body.path("type").asString("");
        Integer number = PlaySales.NOTICES.get(type);
        if (number == null) {
            throw new Refusal(
                    400, "type is one of " + String.join(", ", PlaySales.NOTICES.keySet()));
        }
        if (!body.path("only_tell").asBoolean(false)) {
            sales.happen(token, type);
        }
        if (body.has("audience") || body.has("account")) {
            String outcome =
                    pushes.forge(
                            token,
                            number,
                            body.path("audience").asString(app.pushAudience()),
                            body.path("account").asString(app.pushAccount()));
            exchange.json(200, Map.of("outcome", outcome));
        } else {
            exchange.json(200, Map.of("message", pushes.tell(token, number)));
        }
    }

    private void overview(Exchange exchange) throws IOException {
        Html rows =
                Html.each(
                        sales.list(),
                        sale ->
                                Html.of(
                                        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                                        sale.getKey(),
                                        sale.getValue().at("/lineItems/0/productId").asString(),
                                        sale.getValue().path("subscriptionState").asString(),
                                        sale.getValue().at("/lineItems/0/expiryTime").asString()));
        exchange.page(
                200,
                Page.of(
                        "Google Play",
                        Html.of(
                                "<table><tr><th>purchase token</th><th>product</th><th>state</th><th>until</th></tr>{}</table>",
                                rows)));
    }

    /** To be called often. */
    public void catchUpWithTime() {
        sales.catchUp();
    }

    static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }

    @Override
    public void close() {
        pushes.close();
    }
}
