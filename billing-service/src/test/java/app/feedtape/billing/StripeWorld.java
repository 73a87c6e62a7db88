package app.feedtape.billing;

import app.feedtape.test.LoopbackServer;
import app.feedtape.world.World;
import app.feedtape.world.WorldSettings;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The local stack's Stripe, whose webhooks pass through here, because it and the service under test
 * each need the other's address first.
 */
final class StripeWorld {

    static final String API_KEY = "sk_test_of_tests";
    static final String WEBHOOK_SECRET = "whsec_of_tests";

    private static final Path DATA = Path.of("target", "world-" + UUID.randomUUID());

    /** One for all tests of this JVM. */
    static final StripeWorld SHARED = new StripeWorld();

    private final World world;
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();
    private final List<Delivered> delivered = new CopyOnWriteArrayList<>();
    private volatile URI billing = URI.create("http://127.0.0.1:9/");
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Lost> lost = new CopyOnWriteArrayList<>();
    private volatile boolean losing;

    /** A webhook as it came. */
    record Delivered(byte[] body, String signature) {}

    /** A push that was thrown away. */
    record Lost(String body, String authorization) {}

    private StripeWorld() {
        HttpServer relay = LoopbackServer.start();
        relay.createContext("/webhooks/stripe", this::relay);
        relay.createContext("/webhooks/", this::relayOthers);
        world = start("http://127.0.0.1:" + relay.getAddress().getPort() + "/webhooks/");
        Runtime.getRuntime().addShutdownHook(new Thread(world::close));
    }

    private static World start(String webhooks) {
        Map<String, String> settings = new HashMap<>(AppStoreWorld.SETTINGS);
        settings.putAll(PlayWorld.SETTINGS);
        settings.put("PLAY_PUSH_URL", webhooks + "google");
        settings.put("FEEDTAPE_WORLD_PORT", "0");
        settings.put("FEEDTAPE_SMTP_PORT", "0");
        settings.put("FEEDTAPE_VOICE", "tone");
        settings.put("FEEDTAPE_DATA", DATA.toString());
        settings.put("STRIPE_API_KEY", API_KEY);
        settings.put("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET);
        settings.put("STRIPE_WEBHOOK_URL", webhooks + "stripe");
        settings.put("APP_STORE_NOTIFICATION_URL", webhooks + "apple");
        return World.start(WorldSettings.from(settings));
    }

    /** Where the world keeps what it knows. */
    static Path data() {
        return DATA.resolve("world");
    }

    /** An address of the world. */
    URI at(String path) {
        return URI.create(world.url() + path);
    }

    String apiBase() {
        return world.url() + "/stripe";
    }

    /** Where webhooks go from now on. */
    void deliverTo(int port) {
        billing = URI.create("http://127.0.0.1:" + port + "/webhooks/stripe");
        delivered.clear();
        lost.clear();
        losing = false;
        refused.set(0);
    }

    /** How many webhooks were answered with something else than 200 since this test began. */
    int refused() {
        return refused.get();
    }

    /** Webhooks are taken and thrown away, as if they had been lost. */
    void lose(boolean lose) {
        losing = lose;
    }

    /** The push of this message, which was lost. */
    Lost lostPush(String message) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> lost.stream().filter(it -> it.body().contains(message)).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<Delivered> delivered() {
        return delivered;
    }

    private void relay(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String signature = exchange.getRequestHeaders().getFirst("Stripe-Signature");
        int status = losing ? 200 : forward(body, signature);
        delivered.add(new Delivered(body, signature));
        if (status != 200) {
            refused.incrementAndGet();
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Of the other stores, whose proof is in the body. */
    private void relayOthers(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(billing.resolve(exchange.getRequestURI()))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (losing && authorization != null) {
            lost.add(new Lost(new String(body, StandardCharsets.UTF_8), authorization));
        }
        exchange.sendResponseHeaders(losing ? 200 : send(request).statusCode(), -1);
        exchange.close();
    }

    private int forward(byte[] body, String signature) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(billing)
                        .header("Stripe-Signature", signature)
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    /** What a person does on the pay page. */
    void pay(String checkoutUrl) {
        pay(checkoutUrl, "4242424242424242");
    }

    void pay(String checkoutUrl, String card) {
        send(
                HttpRequest.newBuilder(URI.create(checkoutUrl))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("outcome=paid&card=" + card)));
    }

    /** Reads from Stripe's API. */
    JsonNode get(String path) {
        return json.readTree(send(api(path).GET()).body());
    }

    /** Changes something through Stripe's API. */
    JsonNode post(String path, String form) {
        return json.readTree(
                send(api(path)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form)))
                        .body());
    }

    /** Makes happen what this type of event tells of. */
    void cause(String type, String subscription) {
        cause(type, subscription, "");
    }

    /**
     * @param more further members of the order, each after a comma
     */
    void cause(String type, String subscription, String more) {
        control(
                "/_events",
                "{\"type\":\"%s\",\"subscription\":\"%s\"%s}".formatted(type, subscription, more));
    }

    /** The same, where Stripe may say that this cannot happen now. */
    void tryToCause(String type, String subscription, String more) {
        post(
                "/_events",
                "application/json",
                "{\"type\":\"%s\",\"subscription\":\"%s\"%s}".formatted(type, subscription, more));
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return send(
                HttpRequest.newBuilder(URI.create(apiBase() + path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Tells the stand-in what to do. */
    JsonNode control(String path, String body) {
        HttpResponse<String> answer = post(path, "application/json", body);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return json.readTree(answer.body());
    }

    /** Stripe's bad day is over. */
    void heal() {
        send(HttpRequest.newBuilder(URI.create(apiBase() + "/_faults")).DELETE());
    }

    void cancelNow(String subscription) {
        send(api("/v1/subscriptions/" + subscription).DELETE());
    }

    int port() {
        return world.url().getPort();
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(URI.create(apiBase() + path))
                .header("Authorization", "Bearer " + API_KEY);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
