package app.feedtape.benchmarks;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Buys pro on the pay page, as a listener does. */
final class Buyer {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(25);

    private Buyer() {}

    static void buy(Client client, String token) {
        pay(checkout(client, token));
    }

    static String checkout(Client client, String token) {
        HttpResponse<String> answer =
                client.post(
                        "/api/billing/checkout",
                        "{\"plan\":\"pro\"}",
                        "Authorization",
                        "Bearer " + token);
        String page = Client.json(answer).path("checkout_url").asString("");
        if (page.isEmpty()) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return page;
    }

    /** Gives the moment before the money was handed over, by {@link System#nanoTime}. */
    static long pay(String page) {
        long before = System.nanoTime();
        new Client(URI.create(page))
                .post(page, "outcome=paid", "Content-Type", "application/x-www-form-urlencoded");
        return before;
    }

    /** Asks with the token as it is until the plan is there. */
    static void awaitTier(Client client, String token, String tier) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> me = client.get("/api/me", token);
            if (me.statusCode() == 200
                    && Client.json(me).at("/subscription/tier").asString("").equals(tier)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(tier + " was not felt: " + me.body());
            }
            pause();
        }
    }

    /** Stripe's id of what the token's account subscribed to. */
    static String subscriptionOf(Client world, String apiKey, String token) {
        JsonNode claims =
                JsonMapper.shared()
                        .readTree(
                                new String(
                                        Base64.getUrlDecoder().decode(token.split("\\.")[1]),
                                        StandardCharsets.UTF_8));
        String account = claims.path("sub").asString();
        JsonNode all = Client.json(world.get("/stripe/v1/subscriptions?limit=100", apiKey));
        for (JsonNode one : all.path("data")) {
            if (one.at("/metadata/account_id").asString("").equals(account)) {
                return one.path("id").asString();
            }
        }
        throw new IllegalStateException("Stripe has no subscription of " + account);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
