package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Money through the gateway: what a purchase tells customers, and what operators order. */
class MoneyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningSystem system = RunningSystem.shared();
    private final String email = UUID.randomUUID() + "@listeners.example";
    private final Listener listener = Listener.signedIn(system, email);

    /** The customer's side is the official library of Standard Webhooks. */
    @Test
    void aCancellationIsToldToTheEndpointOfWhoBoughtAndTheSignatureIsTheStandards()
            throws Exception {
        buy("pro");
        await().atMost(PATIENCE)
                .until(() -> listener.me().at("/subscription/tier").asString().equals("pro"));
        listener.signIn(email);
        String hook = "/hooks/" + UUID.randomUUID();
        JsonNode endpoint =
                json(
                        listener.post(
                                "/api/webhooks",
                                "{\"url\":\"http://127.0.0.1:%d%s\",\"event_types\":[\"subscription.changed\"]}"
                                        .formatted(system.world().getPort(), hook)),
                        201);
        json(listener.post("/api/billing/cancel", ""), 200);
        JsonNode told =
                await().atMost(PATIENCE)
                        .until(() -> received(hook), all -> tellsOf(all, "pro"))
                        .path(0);
        Map<String, List<String>> headers =
                Map.of(
                        "webhook-id", List.of(told.path("id").asString()),
                        "webhook-timestamp", List.of(told.path("timestamp").asString()),
                        "webhook-signature", List.of(told.path("signature").asString()));
        String body = told.path("body").asString();
        new Webhook(endpoint.path("secret").asString()).verify(body, headers);
        assertThatThrownBy(() ->
                        new Webhook(endpoint.path("secret").asString())
                                .verify(body.replace("pro", "free"), headers))
                .isInstanceOf(WebhookVerificationException.class);
        String delivered =
                "/api/webhooks/" + endpoint.path("id").asString() + "/deliveries?status=delivered";
        // Written down once the endpoint has answered, which is after it has heard.
        await().atMost(PATIENCE)
                .until(() -> !json(listener.get(delivered), 200).path("items").isEmpty());
    }

    private void buy(String plan) {
        String page =
                json(listener.post("/api/billing/checkout", "{\"plan\":\"" + plan + "\"}"), 200)
                        .path("checkout_url")
                        .asString();
        Listener.send(
                HttpRequest.newBuilder(URI.create(page))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("outcome=paid"))
                        .build());
    }

    private JsonNode received(String hook) {
        return json(
                Listener.send(
                        HttpRequest.newBuilder(system.world().resolve(hook + "/_received"))
                                .GET()
                                .build()),
                200);
    }

    private static boolean tellsOf(JsonNode all, String plan) {
        return all.path(0).path("body").asString("").contains('"' + plan + '"');
    }

    @Test
    void anOperatorGivesTheTrialAgainAndHasTheStoresCompared() {
        String admin = UUID.randomUUID() + "@operators.example";
        Listener operator = Listener.signedIn(system, admin);
        system.feedtape("admin", "role", admin, "admin").orFail();
        operator.signIn(admin);
        String payer = listener.me().path("id").asString();
        JsonNode given =
                json(
                        operator.post(
                                "/api/admin/payers/" + payer + "/trial",
                                "{\"days\":30,\"reason\":\"their first month was ours\"}"),
                        200);
        assertThat(given.path("status").asString()).isEqualTo("trialing");
        assertThat(
                        listener.post(
                                        "/api/admin/payers/" + payer + "/trial",
                                        "{\"days\":30,\"reason\":\"mine\"}")
                                .statusCode())
                .isEqualTo(403);
        assertThat(system.feedtape("admin", "grant-trial", email).exitCode()).isNotZero();
        assertThat(
                        system.feedtape(
                                        "admin",
                                        "grant-trial",
                                        email,
                                        "--days",
                                        "9",
                                        "--reason",
                                        "r")
                                .orFail()
                                .output())
                .contains("trialing");
        assertThat(system.feedtape("admin", "reconcile").orFail().output()).contains("finished");
        system.feedtape("admin", "store-events").orFail();
        assertThat(system.feedtape("admin", "store-events", "settle", payer).exitCode())
                .as("nobody says why")
                .isNotZero();
        assertThat(json(operator.get("/api/admin/store-events"), 200).has("items")).isTrue();
    }
}
