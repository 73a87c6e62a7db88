package app.feedtape.billing;

import app.feedtape.test.TestIdentity;
import com.stripe.net.Webhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the service under test as a listener, as another service, or as nobody. */
final class BillingApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    BillingApi(int port) {
        this.port = port;
    }

    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        String code() {
            return json().at("/error/code").asString("");
        }
    }

    static String listener(UUID account) {
        return TestIdentity.shared().accessToken().account(account).bearer();
    }

    static String service(String caller) {
        return TestIdentity.shared().serviceToken(caller, "billing-service").bearer();
    }

    Answer get(String path, String authorization) {
        return send(request(path, authorization).GET());
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(at(path)).GET());
    }

    Answer post(String path, String authorization, String body, String... headers) {
        HttpRequest.Builder request =
                request(path, authorization)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** An order with a body, such as admin-service gives in an operator's name. */
    Answer order(String method, String path, String authorization, String body) {
        return send(
                request(path, authorization)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What admin-service calls with for this operator. */
    static String admin(UUID operator) {
        return TestIdentity.shared()
                .serviceToken("admin-service", "billing-service")
                .with("act", java.util.Map.of("sub", operator.toString()))
                .bearer();
    }

    Answer conditional(String path, String tag) {
        return send(HttpRequest.newBuilder(at(path)).header("If-None-Match", tag).GET());
    }

    Answer webhook(byte[] body, String signature) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(at("/webhooks/stripe"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(signature == null ? request : request.header("Stripe-Signature", signature));
    }

    /** Signed as Stripe does. */
    Answer signed(String event) {
        try {
            return webhook(
                    event.getBytes(StandardCharsets.UTF_8),
                    Webhook.Signature.generateSignatureHeader(event, StripeWorld.WEBHOOK_SECRET));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As a store that signs its body sends it. */
    Answer notify(String path, String body) {
        return send(
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** As Pub/Sub pushes what Google Play tells. */
    Answer push(String body, String authorization) {
        return post("/webhooks/google", authorization, body);
    }

    /** What a phone hands in. */
    Answer receipt(UUID account, String store, String member, String receipt) {
        return post(
                "/api/subscription/validate-receipt",
                listener(account),
                "{\"store\":\"%s\",\"%s\":\"%s\"}".formatted(store, member, receipt));
    }

    Answer send(String method, String path) {
        return send(
                HttpRequest.newBuilder(at(path))
                        .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    JsonNode entitlement(UUID payer) {
        return get("/internal/entitlements/" + payer, service("gateway")).json();
    }

    private HttpRequest.Builder request(String path, String authorization) {
        return HttpRequest.newBuilder(at(path)).header("Authorization", authorization);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
