package app.feedtape.benchmarks;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Buys pro on the pay page, as a listener does. */
final class Buyer {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Requests a minute, by plan. */
    private static final Map<String, String> LIMITS = Map.of("free", "60", "pro", "300");

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

    /**
     * Asks with the token as it is until billing says the plan, and the gateway lets its limit of
     * requests hold.
     */
    static void awaitTier(Client client, String token, String tier) {
        long begun = System.nanoTime();
        long deadline = begun + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> mine = client.get("/api/subscription/me", token);
            if (mine.statusCode() == 200
                    && Client.json(mine).at("/plan/name").asString("").equals(tier)
                    && mine.headers()
                            .firstValue("X-RateLimit-Limit")
                            .filter(limit -> limit.equals(LIMITS.get(tier)))
                            .isPresent()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(tier + " was not felt: " + mine.body());
            }
            // A free listener may ask sixty times a minute.
            pause(Math.max(BETWEEN.toNanos(), (System.nanoTime() - begun) / 5));
        }
    }

    /** Stripe's ids of what accounts subscribed to, by account. */
    static Map<String, String> subscriptions(Client world, String apiKey) {
        Map<String, String> all = new HashMap<>();
        JsonNode listed = Client.json(world.get("/stripe/v1/subscriptions?limit=100", apiKey));
        for (JsonNode one : listed.path("data")) {
            all.put(one.at("/metadata/account_id").asString(""), one.path("id").asString());
        }
        return all;
    }

    /** Whose token it is. */
    static String accountOf(String token) {
        String claims =
                new String(
                        Base64.getUrlDecoder().decode(token.split("\\.")[1]),
                        StandardCharsets.UTF_8);
        return JsonMapper.shared().readTree(claims).path("sub").asString();
    }

    private static void pause(long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
