package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingTest;
import app.feedtape.billing.PaidPage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class WebhookCleanUpTest extends BillingTest {

    @Autowired private WebhookCleanUp cleanUp;
    @Autowired private UnsettledEventGauges gauges;
    @Autowired private MeterRegistry metrics;
    @Autowired private JdbcClient database;

    @Test
    void whatWasSettledIsForgottenAfterNinetyDaysAndWhatIsParkedIsNot() {
        String run = UUID.randomUUID().toString();
        keep(run + "-old", "applied", 91);
        keep(run + "-ignored", "ignored", 91);
        keep(run + "-young", "applied", 89);
        keep(run + "-parked", "parked", 91);
        keep(run + "-surrendered", "given_up", 91);
        cleanUp.forget();
        assertThat(
                        database.sql(
                                        "select event_id from webhook_delivery where event_id like ? order by event_id")
                                .param(run + "%")
                                .query(String.class)
                                .list())
                .containsExactly(run + "-parked", run + "-surrendered", run + "-young");
        database.sql("delete from webhook_delivery where event_id like ?")
                .param(run + "%")
                .update();
    }

    @Test
    void whatWasGivenUpStaysUntilItsSubscriptionHasBeenReadLater() {
        PaidPage paid = payUnheard("pro");
        String event = UUID.randomUUID().toString();
        keep(event, "given_up", 91);
        database.sql("update webhook_delivery set original_id = ? where event_id = ?")
                .params(paid.subscription(), event)
                .update();
        cleanUp.forget();
        assertThat(stateOf(event)).isEqualTo("given_up: a test");
        gauges.look();
        assertThat(gauge("feedtape.webhooks.unsettled")).isPositive();
        assertThat(gauge("feedtape.webhooks.unsettled.age")).isGreaterThan(90 * 86_400.0);

        assertThat(
                        signed(
                                """
                                {"id": "later-%s", "object": "event", "api_version": "2026-07-29.dahlia",
                                 "livemode": false, "type": "invoice.paid",
                                 "data": {"object": {"id": "in_1", "subscription": "%s"}}}
                                """
                                        .formatted(event, paid.subscription())))
                .isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> planOf(paid.account()), "pro"::equals);
        cleanUp.forget();
        assertThat(stateOf(event)).isEqualTo("applied: read later: a test");
    }

    private String stateOf(String event) {
        return database.sql(
                        "select state || ': ' || reason from webhook_delivery where event_id = ?")
                .param(event)
                .query(String.class)
                .single();
    }

    private double gauge(String name) {
        return metrics.get(name).tag("state", "given_up").gauge().value();
    }

    private void keep(String event, String state, int days) {
        database.sql(
                        """
                        insert into webhook_delivery (id, provider, event_id, event_type, body, request_id, state, reason,
                            received_at, next_attempt_at, settled_at)
                        select :id, 'stripe', :event, 't', '', 'r', :state, 'a test', at, app_now() + interval '1 day',
                            case when :state = 'parked' then null else at end
                        from (select app_now() - :days * interval '1 day' as at) as moment
                        """)
                .param("id", UUID.randomUUID())
                .param("event", event)
                .param("state", state)
                .param("days", days)
                .update();
    }
}
