package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What a store refuses for good has an end, and nothing of it is lost (decision 0099). */
class GivenUpTest extends BillingTest {

    private static final String WHY = "{\"reason\":\"the key may read it now\"}";

    private final String admin = BillingApi.admin(UUID.randomUUID());
    @Autowired private MeterRegistry metrics;

    @AfterEach
    void heal() {
        STRIPE.lose(false);
        STRIPE.heal();
        APP_STORE.heal();
    }

    @Test
    void whatAStoreRefusesAgainAndAgainIsGivenUpAndAnOperatorHasItReadAgain() {
        PaidPage paid = payUnheard("pro");
        refuse(400, paid.subscription());
        String event = tellOf(paid.subscription());
        double before = givenUp();
        later(event, "attempts = 1");
        await().until(() -> number(event, "attempts") > 1);
        assertThat(state(event)).as("it may be so for a moment only").isEqualTo("received");

        later(event, "attempts = 9");
        awaitState(event, "parked");
        assertThat(minutes(event)).isBetween(8, 11);
        later(event, "parkings = 3");
        await().until(() -> number(event, "parkings") == 4);
        assertThat(minutes(event)).isBetween(78, 88);
        assertThat(state(event)).isEqualTo("parked");
        later(event, "parkings = 12");
        awaitState(event, "given_up");
        assertThat(givenUp()).isEqualTo(before + 1);

        String address = "/internal/store-events/" + id(event);
        JsonNode told = api.get(address, admin).json();
        assertThat(told.path("state").asString()).isEqualTo("given_up");
        assertThat(told.path("reason").asString()).contains("Stripe answered 400");
        assertThat(told.path("next_attempt_at").isNull()).isTrue();
        assertThat(told.has("body")).isFalse();
        assertThat(api.get("/internal/store-events", admin).body()).contains(event);
        assertThat(planOf(paid.account())).isEqualTo("free");

        STRIPE.heal();
        assertThat(order("retry", event, "{}").status()).isEqualTo(400);
        assertThat(order("retry", event, WHY).status()).isEqualTo(200);
        awaitState(event, "applied");
        assertThat(planOf(paid.account())).isEqualTo("pro");
        assertThat(order("retry", event, WHY).status()).isEqualTo(409);
        assertThat(audited(event)).isEqualTo("store_event_retried");
    }

    @Test
    void whatIsSettledByHandIsNotReadAgain() {
        String event = tellOf("sub_of_nobody_" + UUID.randomUUID());
        awaitState(event, "parked");
        assertThat(order("settle", event, WHY).json().path("reason").asString())
                .isEqualTo("settled by hand: the key may read it now");
        assertThat(state(event)).isEqualTo("ignored");
        assertThat(order("settle", event, WHY).status()).isEqualTo(409);
        assertThat(api.get("/internal/store-events", admin).body()).doesNotContain(event);
        assertThat(audited(event)).isEqualTo("store_event_settled");
    }

    @Test
    void onlyOperatorsSeeAndDecide() {
        String event = tellOf("sub_of_nobody_" + UUID.randomUUID());
        awaitState(event, "parked");
        String address = "/internal/store-events/" + id(event);
        String gateway = BillingApi.service("gateway");
        assertThat(api.get("/internal/store-events", gateway).status()).isEqualTo(403);
        assertThat(api.get(address, gateway).status()).isEqualTo(403);
        assertThat(api.post(address + "/retry", gateway, WHY).status()).isEqualTo(403);
        assertThat(api.post(address + "/settle", gateway, WHY).status()).isEqualTo(403);
        assertThat(state(event)).isEqualTo("parked");
        String nowhere = "/internal/store-events/" + UUID.randomUUID();
        assertThat(api.get(nowhere, admin).status()).isEqualTo(404);
        assertThat(api.post(nowhere + "/settle", admin, WHY).status()).isEqualTo(404);
    }

    /** An outage may last for days, and a key that is wrong too. */
    @Test
    void aStoreThatDoesNotAnswerIsAskedForAsLongAsItTakes() {
        PaidPage paid = payUnheard("pro");
        refuse(500, paid.subscription());
        String event = tellOf(paid.subscription());
        later(event, "attempts = 5000, parkings = 12");
        await().atMost(Duration.ofSeconds(30)).until(() -> number(event, "attempts") > 5000);
        assertThat(state(event)).isEqualTo("received");
        STRIPE.heal();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    isLater(event, "parkings = 12");
                    assertThat(state(event)).isEqualTo("applied");
                });
        assertThat(planOf(paid.account())).isEqualTo("pro");
    }

    @Test
    void aPurchaseThatTheAppStoreGoesOnNotKnowingIsParkedAndReadAgainLater() {
        UUID account = UUID.randomUUID();
        api.entitlement(account);
        AppStoreWorld.Bought bought =
                APP_STORE.buy(AppStoreWorld.PRO, Map.of("account_token", account.toString()));
        APP_STORE.fail(404, 4040010);
        String event = APP_STORE.cause(bought.id(), "DID_RENEW").path("uuid").asString();
        await().atMost(Duration.ofSeconds(20)).until(() -> isKnown(event));
        later(event, "attempts = 9");
        awaitState(event, "parked");
        assertThat(api.get("/internal/store-events/" + id(event), admin).body())
                .contains("the App Store answered 404");
        APP_STORE.heal();
        later(event, "attempts = 1");
        awaitState(event, "applied");
        assertThat(planOf(account)).isEqualTo("pro");
    }

    private static void refuse(int status, String subscription) {
        STRIPE.control(
                "/_faults",
                "{\"status\": %d, \"times\": 1000, \"path\": \"/subscriptions/%s\"}"
                        .formatted(status, subscription));
    }

    private String tellOf(String subscription) {
        String event = "evt_" + UUID.randomUUID();
        assertThat(
                        signed(
                                """
                                {"id": "%s", "object": "event", "api_version": "2026-07-29.dahlia", "livemode": false,
                                 "type": "customer.subscription.updated", "data": {"object": {"id": "%s"}}}
                                """
                                        .formatted(event, subscription)))
                .isEqualTo(200);
        return event;
    }

    /** It is due now. */
    private void later(String event, String what) {
        await().atMost(Duration.ofSeconds(30)).until(() -> isLater(event, what));
    }

    /** Not while somebody has it in hand, who would put down their own answer over this. */
    private boolean isLater(String event, String what) {
        return jdbc.sql(
                                """
                                update webhook_delivery set next_attempt_at = app_now(), %s
                                where event_id = ? and settled_at is null and attempts > 0
                                  and next_attempt_at not between app_now() + interval '20 seconds'
                                                              and app_now() + interval '2 minutes'
                                """
                                        .formatted(what))
                        .param(event)
                        .update()
                == 1;
    }

    private BillingApi.Answer order(String order, String event, String body) {
        return api.post("/internal/store-events/%s/%s".formatted(id(event), order), admin, body);
    }

    private String audited(String event) {
        return jdbc.sql("select action from audit_entry where object = ?")
                .param("store-event:" + id(event))
                .query(String.class)
                .single();
    }

    private boolean isKnown(String event) {
        return jdbc.sql("select exists (select 1 from webhook_delivery where event_id = ?)")
                .param(event)
                .query(Boolean.class)
                .single();
    }

    private UUID id(String event) {
        return one(event, "id", UUID.class);
    }

    private String state(String event) {
        return one(event, "state", String.class);
    }

    private int number(String event, String column) {
        return one(event, column, Integer.class);
    }

    /** Until it is tried again. */
    private int minutes(String event) {
        return one(
                event,
                "floor(extract(epoch from next_attempt_at - app_now()) / 60)",
                Integer.class);
    }

    private <T> T one(String event, String column, Class<T> type) {
        return jdbc.sql("select %s from webhook_delivery where event_id = ?".formatted(column))
                .param(event)
                .query(type)
                .single();
    }

    private void awaitState(String event, String state) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(state(event)).isEqualTo(state));
    }

    private double givenUp() {
        return metrics.counter("feedtape.webhooks.given.up", "provider", "stripe").count();
    }
}
