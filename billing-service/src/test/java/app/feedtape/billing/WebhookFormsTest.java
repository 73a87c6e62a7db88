package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** faults.md B6, B9, B10, B11: whatever form the hint comes in, the object is read as it is now. */
class WebhookFormsTest extends BillingTest {

    @Autowired private MeterRegistry metrics;

    private final UUID account = UUID.randomUUID();

    private String take(String version, String type, String object) {
        return take(version, type, object, false);
    }

    private String take(String version, String type, String object, boolean live) {
        String id = "evt_" + UUID.randomUUID();
        String event =
                """
                {"id": "%s", "object": "event", "api_version": "%s", "livemode": %s, "type": "%s", "data": {"object": %s}}
                """
                        .formatted(id, version, live, type, object);
        assertThat(api.signed(event).status()).isEqualTo(200);
        return id;
    }

    private void awaitState(String event, String state) {
        await().untilAsserted(() ->
                assertThat(
                                jdbc.sql("select state from webhook_delivery where event_id = ?")
                                        .param(event)
                                        .query(String.class)
                                        .single())
                        .isEqualTo(state));
    }

    private String reason(String event) {
        return jdbc.sql("select reason from webhook_delivery where event_id = ?")
                .param(event)
                .query(String.class)
                .single();
    }

    /** B9. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2020-08-27 | customer.subscription.updated | {'id': '%s', 'current_period_end': 1, 'plan': {'id': 'x'}}",
                "2020-08-27 | invoice.paid | {'id': 'in_1', 'subscription': '%s', 'lines': null}",
                "2024-09-30.acacia | customer.subscription.updated | {'id': '%s', 'status': 'canceled', 'current_period_end': null}",
                "2024-09-30.acacia | invoice.paid | {'id': 'in_1', 'subscription': {'id': '%s'}}",
                "2025-04-30.basil | invoice.paid | {'id': 'in_1', 'parent': {'subscription_details': {'subscription': '%s'}}}",
                "2025-04-30.basil | checkout.session.completed | {'id': 'cs_1', 'subscription': '%s'}",
                "2030-01-01.unheard | customer.subscription.deleted | {'id': '%s'}"
            })
    void anEventOfAnyReleaseGivesTheRightPlanAndPeriod(String version, String type, String object) {
        String page = checkout(account, "pro");
        STRIPE.lose(true);
        STRIPE.pay(page);
        JsonNode there =
                STRIPE.get("/v1/subscriptions?customer=" + customer(account)).at("/data/0");
        String event =
                take(
                        version,
                        type,
                        object.replace('\'', '"').formatted(there.path("id").asString()));
        awaitState(event, "applied");
        JsonNode mine = api.get("/api/subscription/me", BillingApi.listener(account)).json();
        assertThat(mine.at("/plan/name").asString()).isEqualTo("pro");
        assertThat(
                        java.time.Instant.parse(
                                        mine.at("/subscription/current_period_end").asString())
                                .getEpochSecond())
                .isEqualTo(there.at("/items/data/0/current_period_end").asLong());
    }

    /** B6. */
    @Test
    void twoEventsOfTheSameStateHaveOneEffect() {
        String subscription = buy(account, "pro");
        long version = api.entitlement(account).path("version").asLong();
        int rows = history(subscription).size();
        for (int time = 0; time < 2; time++) {
            awaitState(
                    take(
                            "2026-07-29.dahlia",
                            "customer.subscription.updated",
                            "{\"id\": \"%s\"}".formatted(subscription)),
                    "applied");
        }
        assertThat(api.entitlement(account).path("version").asLong()).isEqualTo(version);
        assertThat(history(subscription)).hasSize(rows);
    }

    /** B10. */
    @Test
    void anEventOfTheOtherModeHasNoEffectAndOperatorsAreTold() {
        String page = checkout(account, "pro");
        STRIPE.lose(true);
        STRIPE.pay(page);
        String subscription =
                STRIPE.get("/v1/subscriptions?customer=" + customer(account))
                        .at("/data/0/id")
                        .asString();
        double before = metrics.counter("feedtape.webhooks.foreign").count();
        String event =
                take(
                        "2026-07-29.dahlia",
                        "customer.subscription.created",
                        "{\"id\": \"%s\"}".formatted(subscription),
                        true);
        awaitState(event, "ignored");
        assertThat(metrics.counter("feedtape.webhooks.foreign").count()).isEqualTo(before + 1);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
    }

    /** B11. */
    @Test
    void aCustomerNobodyKnowsIsParkedAndGivesNobodyAnything() {
        String customer =
                STRIPE.post("/v1/customers", "metadata[payer_id]=" + account).path("id").asString();
        String page =
                STRIPE.post(
                                "/v1/checkout/sessions",
                                "mode=subscription&line_items[0][price]=price_pro_monthly&line_items[0][quantity]=1"
                                        + "&success_url=http://localhost:8080/&metadata[plan]=enterprise&customer="
                                        + customer)
                        .path("url")
                        .asString();
        double before = parked();
        STRIPE.pay(page);
        String subscription =
                STRIPE.get("/v1/subscriptions?customer=" + customer).at("/data/0/id").asString();
        String event =
                take(
                        "2026-07-29.dahlia",
                        "customer.subscription.created",
                        "{\"id\": \"%s\"}".formatted(subscription));
        awaitState(event, "parked");
        assertThat(reason(event)).contains("no payer is customer " + customer);
        assertThat(parked()).isGreaterThan(before);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
    }

    /** B11: and what was parked is applied once it can be. */
    @Test
    void aPriceThatIsNotInTheCatalogueIsParkedWhateverTheMetadataSays() {
        checkout(account, "pro");
        String page =
                STRIPE.post(
                                "/v1/checkout/sessions",
                                "mode=subscription&line_items[0][price]=price_enterprise_yearly&line_items[0][quantity]=1"
                                        + "&subscription_data[metadata][plan]=enterprise"
                                        + "&success_url=http://localhost:8080/&customer="
                                        + customer(account))
                        .path("url")
                        .asString();
        STRIPE.lose(true);
        STRIPE.pay(page);
        String subscription =
                STRIPE.get("/v1/subscriptions?customer=" + customer(account))
                        .at("/data/0/id")
                        .asString();
        String event =
                take(
                        "2026-07-29.dahlia",
                        "customer.subscription.created",
                        "{\"id\": \"%s\"}".formatted(subscription));
        awaitState(event, "parked");
        assertThat(reason(event)).contains("no price of " + subscription);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
        String item =
                STRIPE.get("/v1/subscriptions/" + subscription).at("/items/data/0/id").asString();
        STRIPE.post(
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + item + "&items[0][price]=price_pro_yearly");
        jdbc.sql("update webhook_delivery set next_attempt_at = app_now() where event_id = ?")
                .param(event)
                .update();
        awaitState(event, "applied");
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
    }

    private double parked() {
        return metrics.counter("feedtape.webhooks.parked", "provider", "stripe").count();
    }
}
