package app.feedtape.tts;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stands for billing-service: answers what a payer may do, and can be away. */
final class TestBilling {
    private static final TestBilling SHARED = new TestBilling();
    private static final Limits FREE =
            new Limits(20_000L, 3, List.of("standard"), 10, 100, 5_000L, false, 1);
    private static final Limits PRO =
            new Limits(
                    200_000L, null, List.of("standard", "neural"), 500, 10_000, 100_000L, true, 5);

    private static final Limits ENTERPRISE =
            new Limits(
                    2_000_000L,
                    null,
                    List.of("standard", "neural", "generative"),
                    null,
                    null,
                    null,
                    true,
                    null);

    private final Map<UUID, EntitlementChanged> entitlements = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> keptMegabytes = new ConcurrentHashMap<>();
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpServer server;
    private volatile boolean away;

    private TestBilling() {
        server = LoopbackServer.start();
        server.createContext("/internal/entitlements/", this::answer);
    }

    static TestBilling shared() {
        return SHARED;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void away(boolean now) {
        away = now;
    }

    /** A payer whose plan keeps so much audio. */
    void keeps(UUID payer, int megabytes) {
        keptMegabytes.put(payer, megabytes);
    }

    private Limits limits(UUID payer, Limits plan) {
        Integer kept = keptMegabytes.get(payer);
        return kept == null
                ? plan
                : new Limits(
                        plan.charactersPerDay(),
                        plan.feeds(),
                        plan.voiceEngines(),
                        plan.jobsPerMonth(),
                        kept,
                        plan.apiCallsPerDay(),
                        plan.apiKeys(),
                        plan.seats());
    }

    /** A payer with this plan and so many characters a day. */
    void plan(UUID payer, String plan, long charactersPerDay, Instant trialEndsAt) {
        entitlements.put(
                payer,
                new EntitlementChanged(
                        payer,
                        1,
                        plan,
                        1,
                        plan.equals("free") ? "trialing" : "active",
                        plan.equals("free") ? "signup" : "stripe",
                        UUID.randomUUID(),
                        trialEndsAt,
                        null,
                        new Overrides(charactersPerDay, null, null, null, null, null),
                        Instant.now()));
    }

    private static Limits limits(String plan) {
        return switch (plan) {
            case "free" -> FREE;
            case "enterprise" -> ENTERPRISE;
            default -> PRO;
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        UUID payer = UUID.fromString(path.substring(path.lastIndexOf('/') + 1));
        if (!entitlements.containsKey(payer)) {
            plan(payer, "free", 20_000, Instant.now().plus(Duration.ofDays(7)));
        }
        EntitlementChanged entitlement = entitlements.get(payer);
        boolean free = entitlement.plan().equals("free");
        PlanChanged plan =
                new PlanChanged(
                        entitlement.plan(),
                        1,
                        entitlement.plan(),
                        limits(payer, limits(entitlement.plan())),
                        free ? List.of("api_access") : List.of("api_access", "custom_voices"),
                        Map.of());
        ObjectNode body = json.valueToTree(entitlement);
        body.set("catalogue_plan", json.valueToTree(plan));
        byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(away ? 503 : 200, away ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            if (!away) {
                out.write(bytes);
            }
        }
    }
}
