package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReconciliationTest extends BillingTest {

    private final String admin = BillingApi.admin(UUID.randomUUID());

    @AfterEach
    void webhooksComeAgain() {
        STRIPE.lose(false);
    }

    /** faults.md B24: what happened meanwhile is found, also purchases that nobody told of. */
    @Test
    void afterAnOutageOfWebhooksARunMakesEverythingRightAndSaysWhatItFound() {
        UUID ended = UUID.randomUUID();
        UUID raised = UUID.randomUUID();
        UUID unheardOf = UUID.randomUUID();
        UUID untouched = UUID.randomUUID();
        String endedId = buy(ended, "pro");
        String raisedId = buy(raised, "pro");
        String untouchedId = buy(untouched, "pro");
        String page = checkout(unheardOf, "pro");
        STRIPE.lose(true);
        STRIPE.pay(page);
        STRIPE.cancelNow(endedId);
        JsonNode item = STRIPE.get("/v1/subscriptions/" + raisedId).at("/items/data/0/id");
        STRIPE.post(
                "/v1/subscriptions/" + raisedId,
                "items[0][id]=" + item.asString() + "&items[0][price]=price_enterprise_monthly");
        assertThat(plans(ended, raised, unheardOf)).containsExactly("pro", "pro", "free");

        JsonNode run = reconcile();

        assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("finished");
        assertThat(plans(ended, raised, unheardOf, untouched))
                .containsExactly("free", "enterprise", "pro", "pro");
        assertThat(difference(run, endedId).path("kind").asString()).isEqualTo("repaired");
        assertThat(difference(run, endedId).path("was").asString()).startsWith("pro active");
        assertThat(difference(run, endedId).path("is").asString()).startsWith("pro expired");
        assertThat(difference(run, raisedId).path("is").asString()).startsWith("enterprise");
        String unheardOfId =
                jdbc.sql("select original_id from purchase where payer_id = ? and store = 'stripe'")
                        .param(unheardOf)
                        .query(String.class)
                        .single();
        assertThat(difference(run, unheardOfId).path("kind").asString()).isEqualTo("missing");
        assertThat(difference(run, untouchedId).isMissingNode()).isTrue();
        JsonNode again = reconcile();
        for (String id : List.of(endedId, raisedId, unheardOfId)) {
            assertThat(difference(again, id).isMissingNode()).isTrue();
        }
    }

    /**
     * B24 in the phones' stores: three days of notifications are lost, and nobody hands in again.
     */
    @Test
    void afterAnOutageEveryStoreSaysTheSameAsWeDo() {
        List<UUID> people = IntStream.range(0, 6).mapToObj(n -> UUID.randomUUID()).toList();
        List<String> apples =
                people.subList(0, 3).stream().map(ReconciliationTest::boughtOnAnApple).toList();
        List<String> plays =
                people.subList(3, 6).stream().map(ReconciliationTest::boughtOnPlay).toList();
        for (int at = 0; at < 3; at++) {
            claimApple(people.get(at), apples.get(at));
            assertThat(
                            api.receipt(
                                            people.get(3 + at),
                                            "google",
                                            "purchase_token",
                                            plays.get(at))
                                    .status())
                    .isEqualTo(200);
        }
        assertThat(plans(people.toArray(UUID[]::new))).containsOnly("pro");
        STRIPE.lose(true);
        APP_STORE.cause(apples.get(0), "REFUND");
        APP_STORE.cause(
                apples.get(1),
                "DID_CHANGE_RENEWAL_PREF",
                Map.of("subtype", "UPGRADE", "product", AppStoreWorld.ENTERPRISE));
        APP_STORE.cause(apples.get(2), "DID_RENEW");
        PLAY.cause(plays.get(0), "REVOKED", Map.of());
        PLAY.cause(plays.get(1), "CANCELED", Map.of());
        PLAY.cause(plays.get(2), "RENEWED", Map.of());

        JsonNode run = reconcile();

        assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("finished");
        assertThat(plans(people.toArray(UUID[]::new)))
                .containsExactly("free", "enterprise", "pro", "free", "pro", "pro");
        assertThat(api.entitlement(people.get(4)).path("status").asString()).isEqualTo("cancelled");
        assertThat(difference(run, apples.get(0)).path("is").asString()).contains("expired");
        for (String id : List.of(apples.get(1), apples.get(2), plays.get(0), plays.get(2))) {
            assertThat(difference(run, id).path("kind").asString()).as(id).isEqualTo("repaired");
        }
        JsonNode again = reconcile();
        for (String id : List.of(apples.get(0), apples.get(1), plays.get(0), plays.get(1))) {
            assertThat(difference(again, id).isMissingNode()).as(id).isTrue();
        }
    }

    private static String boughtOnAnApple(UUID account) {
        return APP_STORE.buy(AppStoreWorld.PRO, Map.of("account_token", account.toString())).id();
    }

    private static String boughtOnPlay(UUID account) {
        return PLAY.buy(PlayWorld.PRO, Map.of("account", account.toString()));
    }

    /** By a notification, as one that comes after the account is there. */
    private void claimApple(UUID account, String id) {
        api.entitlement(account);
        APP_STORE.cause(id, "SUBSCRIBED");
        awaitPlan(account, "pro");
    }

    @Test
    void ofManyWhoOrderItAtOnceOneRunComesAndTheNightsRunComesOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> orders =
                    IntStream.range(0, 8)
                            .mapToObj(n -> (Callable<Integer>) () -> order().status())
                            .toList();
            assertThat(threads.invokeAll(orders).stream().map(it -> it.resultNow()).distinct())
                    .containsExactly(202);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> running() == 0);
        UUID night = UUID.randomUUID();
        String begin =
                "insert into reconciliation_run (id, night, ordered_by) values (?, '2020-01-01', 'nightly') on conflict do nothing";
        assertThat(jdbc.sql(begin).param(night).update()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> running() == 0);
        assertThat(jdbc.sql(begin).param(UUID.randomUUID()).update()).isZero();
        assertThat(
                        api.get("/internal/reconciliations/" + night, admin)
                                .json()
                                .path("state")
                                .asString())
                .isEqualTo("finished");
    }

    @Test
    void aRunWhoseInstanceDiedIsTakenUpByAnother() {
        await().atMost(Duration.ofSeconds(30)).until(() -> running() == 0);
        UUID left = UUID.randomUUID();
        jdbc.sql(
                        """
                        insert into reconciliation_run (id, ordered_by, lease_until)
                        values (?, 'operator', app_now() - interval '1 second')
                        """)
                .param(left)
                .update();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        api.get("/internal/reconciliations/" + left, admin)
                                .json()
                                .path("state")
                                .asString()
                                .equals("finished"));
    }

    /**
     * faults.md B24: a store that is away changes nothing, and the run says that it is not whole.
     */
    @Test
    void whileAStoreIsAwayNothingIsCutOffAndTheNextRunMakesItRight() {
        UUID account = UUID.randomUUID();
        String subscription = buy(account, "pro");
        STRIPE.lose(true);
        // What is still read for the purchase would hear of the end.
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting(subscription) == 0);
        STRIPE.cancelNow(subscription);
        STRIPE.control("/_faults", "{\"status\": 500, \"times\": 1000, \"path\": \"/\"}");
        try {
            JsonNode run = reconcile();
            assertThat(run.path("state").asString()).isEqualTo("incomplete");
            assertThat(run.path("unanswered").asInt()).isPositive();
            assertThat(plans(account)).containsExactly("pro");
        } finally {
            STRIPE.control("/_faults", "{\"status\": 500, \"times\": 1, \"path\": \"/nowhere\"}");
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> reconcile().path("state").asString(), "finished"::equals);
        assertThat(plans(account)).containsExactly("free");
    }

    @Test
    void onlyOperatorsOrderIt() {
        for (String other : List.of("gateway", "admin-service", "tts-service")) {
            assertThat(
                            api.order(
                                            "POST",
                                            "/internal/reconciliations",
                                            BillingApi.service(other),
                                            "{}")
                                    .status())
                    .isEqualTo(403);
        }
        assertThat(api.get("/internal/reconciliations/" + UUID.randomUUID(), admin).status())
                .isEqualTo(404);
        assertThat(api.get("/internal/reconciliations", admin).status()).isEqualTo(200);
    }

    private long waiting(String subscription) {
        return jdbc.sql(
                        "select count(*) from webhook_delivery where original_id = ? and state = 'received'")
                .param(subscription)
                .query(Long.class)
                .single();
    }

    private long running() {
        return jdbc.sql("select count(*) from reconciliation_run where state = 'running'")
                .query(Long.class)
                .single();
    }

    private BillingApi.Answer order() {
        return api.order("POST", "/internal/reconciliations", admin, "");
    }

    /** A run that began after all this happened. */
    private JsonNode reconcile() {
        await().atMost(Duration.ofSeconds(30)).until(() -> running() == 0);
        String address = "/internal/reconciliations/" + order().json().path("id").asString();
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> api.get(address, admin).json(),
                        run -> !Objects.equals(run.path("state").asString(), "running"));
    }

    private List<String> plans(UUID... payers) {
        return List.of(payers).stream()
                .map(payer -> api.entitlement(payer).path("plan").asString())
                .toList();
    }

    private static JsonNode difference(JsonNode run, String originalId) {
        return run.path("differences")
                .valueStream()
                .filter(it -> it.path("original_id").asString().equals(originalId))
                .findFirst()
                .orElseGet(() -> run.path("nothing"));
    }
}
