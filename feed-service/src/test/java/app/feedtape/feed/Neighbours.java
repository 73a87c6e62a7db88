package app.feedtape.feed;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.messaging.entitlement.BillingAnswer;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** billing-service and tts-service, as far as feed-service asks them. */
public final class Neighbours {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StubServer server = new StubServer();
    private final Map<UUID, EntitlementChanged> entitlements = new ConcurrentHashMap<>();
    private volatile boolean ttsAnswers = true;
    private volatile int cleaningVersion = 1;
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    Neighbours() {
        server.at("localhost/internal/texts/clean", this::clean);
    }

    String url() {
        return "http://localhost:" + server.port();
    }

    public static PlanChanged plan(String name, long version, @Nullable Integer feeds) {
        return new PlanChanged(
                name,
                version,
                name,
                new Limits(20_000L, feeds, List.of("standard"), 10, 100, 5_000L, false, 1),
                List.of(),
                Map.of());
    }

    public static EntitlementChanged entitlement(UUID payerId, long version, String plan) {
        return entitlement(payerId, version, plan, null);
    }

    /**
     * @param feeds in place of the plan's; null for the plan's own
     */
    public static EntitlementChanged entitlement(
            UUID payerId, long version, String plan, @Nullable Integer feeds) {
        return new EntitlementChanged(
                payerId,
                version,
                plan,
                1,
                "active",
                "signup",
                UUID.randomUUID(),
                null,
                null,
                new Overrides(null, feeds, null, null, null, null),
                Instant.EPOCH);
    }

    /** From now on billing answers this for the payer. */
    public void entitle(UUID payerId, long version, String plan) {
        entitlements.put(payerId, entitlement(payerId, version, plan));
        server.at(
                "localhost/internal/entitlements/" + payerId,
                (request, out) -> billing(payerId, out));
    }

    private void billing(UUID payerId, OutputStream out) throws java.io.IOException {
        EntitlementChanged entitlement = entitlements.get(payerId);
        PlanChanged plan =
                plan(entitlement.plan(), 1, entitlement.plan().equals("free") ? 3 : null);
        StubServer.ok(
                        "application/json",
                        JSON.writeValueAsString(new BillingAnswer(entitlement, plan)))
                .answer(null, out);
    }

    public void ttsIsDown(boolean down) {
        ttsAnswers = !down;
    }

    /** From now on tts-service answers this to every text that holds these words. */
    public void ttsRefuses(String words, int status) {
        refusals.put(words, status);
    }

    public void ttsCleansBy(int version) {
        cleaningVersion = version;
    }

    public List<StubServer.Request> cleanings(String words) {
        return cleanings().stream().filter(request -> request.body().contains(words)).toList();
    }

    public List<StubServer.Request> cleanings() {
        return server.requests("localhost/internal/texts/clean");
    }

    private void clean(StubServer.Request request, OutputStream out) throws java.io.IOException {
        if (!ttsAnswers) {
            StubServer.status(503).answer(request, out);
            return;
        }
        for (Map.Entry<String, Integer> refusal : refusals.entrySet()) {
            if (request.body().contains(refusal.getKey())) {
                StubServer.status(refusal.getValue()).answer(request, out);
                return;
            }
        }
        String text = Jsoup.parse(JSON.readTree(request.body()).path("html").asString()).text();
        StubServer.ok(
                        "application/json",
                        JSON.writeValueAsString(
                                Map.of(
                                        "text",
                                        text,
                                        "cleaning_version",
                                        cleaningVersion,
                                        "characters",
                                        text.length(),
                                        "language",
                                        "en")))
                .answer(request, out);
    }
}
