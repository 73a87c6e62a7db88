package app.feedtape.billing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The local stack's Google Play, as a phone and as Google itself. */
final class PlayWorld {

    static final String PRO = "pro_monthly";
    static final String PRODUCTS = "pro=pro_monthly,enterprise=enterprise_monthly";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ACCOUNT = "billing@tests.iam.gserviceaccount.com";
    private static final KeyPair KEY = key();

    /** What the service and the world are both told. */
    static final Map<String, String> SETTINGS =
            Map.of(
                    "PLAY_PACKAGE",
                    "app.feedtape.phone",
                    "PLAY_SERVICE_ACCOUNT_EMAIL",
                    ACCOUNT,
                    "PLAY_PUBLIC_KEY",
                    Base64.getEncoder().encodeToString(KEY.getPublic().getEncoded()),
                    "PLAY_PUSH_AUDIENCE",
                    "https://tests.example/webhooks/google",
                    "PLAY_PUSH_ACCOUNT",
                    "push@tests.iam.gserviceaccount.com");

    private final StripeWorld world;
    private final HttpClient client = HttpClient.newHttpClient();

    PlayWorld(StripeWorld world) {
        this.world = world;
    }

    private static KeyPair key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As Google gives the key of a service account out. */
    static String serviceAccount() {
        String pem =
                "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                        .formatted(
                                Base64.getMimeEncoder()
                                        .encodeToString(KEY.getPrivate().getEncoded()));
        return JSON.createObjectNode()
                .put("type", "service_account")
                .put("client_email", ACCOUNT)
                .put("private_key_id", "key-of-tests")
                .put("private_key", pem)
                .toString();
    }

    String base() {
        return world.at("/play").toString();
    }

    /** The purchase token; nothing is told of it yet. */
    String buy(String product, Map<String, ?> more) {
        ObjectNode order = JSON.valueToTree(more);
        return post("/play/_purchase", order.put("product", product).put("quiet", true))
                .path("purchase_token")
                .asString();
    }

    /** Makes happen what the notification tells of, and pushes it. */
    JsonNode cause(String token, String type, Map<String, ?> more) {
        ObjectNode what = JSON.valueToTree(more);
        return post("/play/_notify", what.put("token", token).put("type", type));
    }

    JsonNode get(String token) {
        return JSON.readTree(
                send(HttpRequest.newBuilder(world.at("/play/_subscriptions/" + token)).GET()));
    }

    void fail(int status) {
        post("/play/_faults", JSON.createObjectNode().put("status", status));
    }

    void heal() {
        send(HttpRequest.newBuilder(world.at("/play/_faults")).DELETE());
    }

    private JsonNode post(String path, Object body) {
        String answer =
                send(
                        HttpRequest.newBuilder(world.at(path))
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JSON.writeValueAsString(body))));
        return answer.isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer);
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
