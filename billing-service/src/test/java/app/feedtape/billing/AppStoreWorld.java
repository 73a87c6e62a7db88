package app.feedtape.billing;

import app.feedtape.world.appstore.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The local stack's App Store, as a phone and as Apple itself. */
final class AppStoreWorld {

    static final String PRO = "app.feedtape.pro.monthly";
    static final String ENTERPRISE = "app.feedtape.enterprise.monthly";
    static final String PRODUCTS = "pro=%s,enterprise=%s".formatted(PRO, ENTERPRISE);
    static final String BUNDLE = "app.feedtape.phone";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final KeyPair KEY = key();

    /** What the service and the world are both told. */
    static final Map<String, String> SETTINGS =
            Map.of(
                    "APP_STORE_BUNDLE_ID",
                    BUNDLE,
                    "APP_STORE_APP_ID",
                    "1234567890",
                    "APP_STORE_ENVIRONMENT",
                    "production",
                    "APP_STORE_ISSUER_ID",
                    "issuer-of-tests",
                    "APP_STORE_KEY_ID",
                    "KEYOFTESTS",
                    "APP_STORE_PUBLIC_KEY",
                    Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded()));

    private final StripeWorld world;
    private final HttpClient client = HttpClient.newHttpClient();

    AppStoreWorld(StripeWorld world) {
        this.world = world;
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String privateKey() {
        return Base64.getEncoder().encodeToString(KEY.getPrivate().getEncoded());
    }

    static String rootFile() {
        return Authority.rootFile(StripeWorld.data()).toString();
    }

    /** The world's own root and what else can be signed below it. */
    static Authority authority() {
        return Authority.in(StripeWorld.data());
    }

    String apiBase() {
        return world.at("/appstore").toString();
    }

    /** Something bought on a phone: its id and what the phone would hand in. */
    record Bought(String id, String signed) {}

    /** Nothing is told of it yet. */
    Bought buy(String product, Map<String, ?> more) {
        ObjectNode order = JSON.valueToTree(more);
        order.put("product", product).put("quiet", true);
        JsonNode bought = post("/appstore/_purchase", order);
        return new Bought(
                bought.path("original_transaction_id").asString(),
                bought.path("signed_transaction").asString());
    }

    /** Makes happen what the notification tells of; answers the notification. */
    JsonNode cause(String subscription, String type, Map<String, ?> more) {
        ObjectNode what = JSON.valueToTree(more);
        return post("/appstore/_notify", what.put("subscription", subscription).put("type", type));
    }

    JsonNode cause(String subscription, String type) {
        return cause(subscription, type, Map.of());
    }

    void repeat(String notification, int times) {
        post(
                "/appstore/_repeat",
                JSON.createObjectNode().put("notification", notification).put("times", times));
    }

    /** The Server API answers this from now on. */
    void fail(int status, long code) {
        post("/appstore/_faults", JSON.createObjectNode().put("status", status).put("code", code));
    }

    void heal() {
        send(HttpRequest.newBuilder(world.at("/appstore/_faults")).DELETE());
    }

    /** As it is known to the world, newest first. */
    JsonNode notifications() {
        return JSON.readTree(
                send(HttpRequest.newBuilder(world.at("/appstore/_notifications")).GET()));
    }

    private JsonNode post(String path, Object body) {
        return JSON.readTree(
                send(
                        HttpRequest.newBuilder(world.at(path))
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(body)))));
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
