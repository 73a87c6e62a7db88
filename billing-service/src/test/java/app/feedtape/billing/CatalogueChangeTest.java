package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.AuditFact.AuditRecorded;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CatalogueChangeTest extends BillingTest {

    private final UUID operator = UUID.randomUUID();
    private final String admin = BillingApi.admin(operator);
    private final String plan =
            "x" + UUID.randomUUID().toString().replace('-', '0').substring(0, 20);

    @BeforeEach
    void aPlanOfItsOwn() {
        int rank = 100 + jdbc.sql("select count(*) from plan").query(Integer.class).single();
        BillingApi.Answer added =
                api.post(
                        "/internal/plans",
                        admin,
                        """
                        {"name": "%s", "like": "pro", "rank": %d, "display_name": "Test", "reason": "a test"}
                        """
                                .formatted(plan, rank));
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().path("active").asBoolean(true)).isFalse();
        assertThat(added.json().at("/limits/characters_per_day").asLong()).isEqualTo(200_000);
    }

    @AfterEach
    void nobodySeesItAnyMore() {
        change("{\"version\": %d, \"active\": false, \"reason\": \"over\"}".formatted(version()));
    }

    @Test
    void aChangeIsToldToAllAndAnsweredForAndWhatWasNotNamedStays() {
        try (KafkaProbe probe = KafkaProbe.fromNow("plan", "audit")) {
            BillingApi.Answer changed =
                    change(
                            """
                            {"version": 1, "limits": {"feeds": 7, "jobs_per_month": null},
                             "features": ["api_access", "something_new"], "reason": "for the summer"}
                            """);
            assertThat(changed.status()).isEqualTo(200);
            assertThat(changed.json().path("version").asLong()).isEqualTo(2);
            assertThat(changed.json().at("/limits/characters_per_day").asLong()).isEqualTo(200_000);
            PlanChanged fact =
                    probe.await(
                            PlanChanged.class, it -> it.plan().equals(plan) && it.version() == 2);
            assertThat(fact.limits().feeds()).isEqualTo(7);
            assertThat(fact.limits().jobsPerMonth()).isNull();
            assertThat(fact.features()).containsExactly("api_access", "something_new");
            assertThat(fact.mayBeChosen()).as("it was never made active").isFalse();
            AuditRecorded audit =
                    probe.await(AuditRecorded.class, it -> it.action().equals("plan_changed"));
            assertThat(audit.actor()).isEqualTo("account:" + operator);
            assertThat(audit.reason())
                    .isEqualTo("for the summer (features, feeds, jobs_per_month)");
        }
        JsonNode history = api.get("/internal/plans/" + plan + "/history?limit=1", admin).json();
        assertThat(history.at("/items/0/version").asLong()).isEqualTo(2);
        assertThat(history.at("/items/0/changed_by").asString()).isEqualTo("account:" + operator);
        assertThat(history.at("/items/0/reason").asString()).startsWith("for the summer");
        assertThat(history.path("next_before").asLong()).isEqualTo(2);
        JsonNode before = api.get("/internal/plans/" + plan + "/history?before=2", admin).json();
        assertThat(before.at("/items/0/limits/feeds").isNull()).isTrue();
        assertThat(before.path("next_before").isNull()).isTrue();
    }

    @Test
    void ofManyWhoSawTheSameVersionOneChangesIt() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> orders =
                    IntStream.range(0, 8)
                            .mapToObj(n ->
                                    (Callable<Integer>)
                                            () ->
                                                    change(
                                                                    "{\"version\": 1, \"limits\": {\"feeds\": %d}, \"reason\": \"r\"}"
                                                                            .formatted(50 + n))
                                                            .status())
                            .toList();
            List<Integer> statuses =
                    threads.invokeAll(orders).stream().map(it -> it.resultNow()).sorted().toList();
            assertThat(statuses).containsExactly(200, 409, 409, 409, 409, 409, 409, 409);
        }
        BillingApi.Answer late =
                change("{\"version\": 1, \"limits\": {\"feeds\": 5}, \"reason\": \"r\"}");
        assertThat(late.code()).isEqualTo("CONFLICT");
        assertThat(late.json().at("/error/details/version").asLong()).isEqualTo(2);
    }

    @Test
    void whatAPlanCannotBeIsRefusedAndLeavesNoTrace() {
        for (String wrong :
                List.of(
                        "\"limits\": {\"feeds\": -1}",
                        "\"limits\": {\"feeds\": 1.5}",
                        "\"limits\": {\"feeds\": \"3\"}",
                        "\"limits\": {\"characters_per_day\": 1e30}",
                        "\"limits\": {\"voice_engines\": []}",
                        "\"limits\": {\"voice_engines\": [\"shouting\"]}",
                        "\"limits\": {\"api_keys\": null}",
                        "\"limits\": {\"nothing\": 1}",
                        "\"limits\": 3",
                        "\"rank\": 0",
                        "\"rank\": null",
                        "\"display_name\": \"\"",
                        "\"display_name\": \"a\\u0000b\"",
                        "\"features\": [\"A\"]",
                        "\"features\": [\"a\", \"a\"]",
                        "\"rate_limits\": {\"api\": {\"requests\": 0, \"window_seconds\": 1}}",
                        "\"rate_limits\": {\"apis\": {\"requests\": 1, \"window_seconds\": 1}}",
                        "\"trial_days\": 0",
                        "\"name\": \"other\"")) {
            BillingApi.Answer answer =
                    change("{\"version\": 1, \"reason\": \"r\", %s}".formatted(wrong));
            assertThat(answer.status()).as(wrong + answer.body()).isEqualTo(400);
        }
        assertThat(change("{\"version\": 1, \"rank\": 3}").status()).isEqualTo(400);
        assertThat(change("{\"reason\": \"r\", \"rank\": 3}").status()).isEqualTo(400);
        assertThat(change("[]").status()).isEqualTo(400);
        assertThat(change("{\"version\": 1, \"reason\": \"r\"}").status()).isEqualTo(200);
        assertThat(version()).isEqualTo(1);
        assertThat(entries()).isEqualTo(1);
        assertThat(
                        api.order(
                                        "PATCH",
                                        "/internal/plans/free",
                                        admin,
                                        "{\"version\": %d, \"active\": false, \"reason\": \"r\"}"
                                                .formatted(version("free")))
                                .status())
                .isEqualTo(400);
        assertThat(
                        api.order(
                                        "PATCH",
                                        "/internal/plans/nowhere",
                                        admin,
                                        "{\"version\": 1, \"reason\": \"r\"}")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void onlyOperatorsSeeAndChangeIt() {
        String change = "{\"version\": 1, \"rank\": 3, \"reason\": \"r\"}";
        for (String other :
                List.of(
                        BillingApi.service("gateway"),
                        BillingApi.service("admin-service"),
                        BillingApi.service("tts-service"))) {
            assertThat(api.get("/internal/plans", other).status()).isEqualTo(403);
            assertThat(api.order("PATCH", "/internal/plans/" + plan, other, change).status())
                    .isEqualTo(403);
            assertThat(price(other, "month", price(100, "p", 0)).status()).isEqualTo(403);
        }
        assertThat(api.get("/internal/plans").status()).isEqualTo(401);
        assertThat(api.get("/internal/plans", BillingApi.listener(operator)).status())
                .isEqualTo(401);
        assertThat(api.get("/internal/plans", BillingApi.service("operator")).status())
                .isEqualTo(200);
    }

    @Test
    void aPriceIsShownWhenItsStoreKnowsItAndTheFormerOneGoesOnBeingKnown() {
        String first = "price_a_" + plan;
        String second = "price_b_" + plan;
        change("{\"version\": 1, \"active\": true, \"reason\": \"r\"}");
        String tag =
                api.get("/api/subscription/plans")
                        .response()
                        .headers()
                        .firstValue("ETag")
                        .orElseThrow();
        assertThat(api.conditional("/api/subscription/plans", tag).status()).isEqualTo(304);
        assertThat(price(admin, "year", price(9900, null, 0)).status()).isEqualTo(200);
        assertThat(shown()).isEmpty();
        assertThat(price(admin, "year", price(9900, first, 0)).code()).isEqualTo("CONFLICT");
        assertThat(price(admin, "year", price(9900, first, 1)).status()).isEqualTo(200);
        assertThat(shown()).containsExactly("stripe year EUR 9900");
        assertThat(api.conditional("/api/subscription/plans", tag).status()).isEqualTo(200);
        assertThat(price(admin, "year", price(8900, second, 2)).status()).isEqualTo(200);
        assertThat(shown()).containsExactly("stripe year EUR 8900");
        assertThat(api.get("/api/subscription/plans").body()).doesNotContain(second);
        assertThat(
                        jdbc.sql(
                                        "select count(*) from price where plan = ? and store_price_id in (?, ?)")
                                .params(plan, first, second)
                                .query(Long.class)
                                .single())
                .isEqualTo(2);
        assertThat(price(admin, "year", price(8900, first, 4)).status()).isEqualTo(200);
        assertThat(shown()).containsExactly("stripe year EUR 8900");
        String withdrawn =
                "{\"amount_minor\": 1, \"active\": false, \"version\": 6, \"reason\": \"r\"}";
        assertThat(price(admin, "year", withdrawn).status()).isEqualTo(200);
        assertThat(shown()).isEmpty();
        JsonNode history = api.get("/internal/plans/" + plan + "/history", admin).json();
        assertThat(history.path("prices").size()).isEqualTo(7);
        assertThat(history.at("/prices/0/version").asLong()).isEqualTo(7);
        assertThat(history.at("/prices/0/reason").asString()).isEqualTo("r (withdrawn)");
    }

    @Test
    void anImpossiblePriceIsRefused() {
        assertThat(price(admin, "week", price(1, "p", 0)).status()).isEqualTo(400);
        assertThat(price(admin, "month", price(-1, "p", 0)).status()).isEqualTo(400);
        assertThat(price(admin, "month", price(1, "a b", 0)).status()).isEqualTo(400);
        assertThat(price(admin, "month", price(1, "price_pro_monthly", 0)).status()).isEqualTo(409);
        String path = "/internal/plans/%s/prices/%s/%s/month";
        assertThat(put(path.formatted(plan, "market", "EUR")).status()).isEqualTo(400);
        assertThat(put(path.formatted(plan, "stripe", "eur")).status()).isEqualTo(400);
        assertThat(put(path.formatted("nowhere", "stripe", "EUR")).status()).isEqualTo(404);
    }

    private BillingApi.Answer put(String path) {
        return api.order("PUT", path, admin, price(1, "p-" + plan, 0));
    }

    private BillingApi.Answer change(String body) {
        return api.order("PATCH", "/internal/plans/" + plan, admin, body);
    }

    private BillingApi.Answer price(String caller, String period, String body) {
        return api.order(
                "PUT", "/internal/plans/" + plan + "/prices/stripe/EUR/" + period, caller, body);
    }

    private static String price(int amount, String id, long version) {
        return "{\"amount_minor\": %d, \"store_price_id\": %s, \"version\": %d, \"reason\": \"r\"}"
                .formatted(amount, id == null ? "null" : '"' + id + '"', version);
    }

    private List<String> shown() {
        return api.get("/api/subscription/plans")
                .json()
                .path("plans")
                .valueStream()
                .filter(it -> it.path("name").asString().equals(plan))
                .flatMap(it -> it.path("prices").valueStream())
                .map(it ->
                        it.path("store").asString()
                                + " "
                                + it.path("period").asString()
                                + " "
                                + it.path("currency").asString()
                                + " "
                                + it.path("amount_minor").asInt())
                .toList();
    }

    private long version() {
        return version(plan);
    }

    private long version(String name) {
        return api.get("/internal/plans/" + name, admin).json().path("version").asLong();
    }

    private long entries() {
        return jdbc.sql("select count(*) from audit_entry where object = ?")
                .param("plan:" + plan)
                .query(Long.class)
                .single();
    }
}
