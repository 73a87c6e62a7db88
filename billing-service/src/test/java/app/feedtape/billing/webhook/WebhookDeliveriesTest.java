package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.webhook.WebhookDeliveries.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What is taken together. Nothing here is committed: whoever applies deliveries never sees it. */
class WebhookDeliveriesTest extends BillingTest {

    @Autowired private WebhookDeliveries deliveries;
    @Autowired private TransactionTemplate transaction;
    @Autowired private JdbcClient sql;

    @Test
    void allThatIsDueOfASubscriptionIsTakenWithItsOldestEvent() {
        transaction.executeWithoutResult(it -> {
            keep("first", "sub_claim_a");
            keep("second", "sub_claim_b");
            keep("third", "sub_claim_a");
            keep("later", "sub_claim_a");
            sql.sql(
                            """
                            update webhook_delivery set next_attempt_at = case event_id
                                when 'evt_claim_first' then timestamptz '1990-01-01'
                                when 'evt_claim_later' then app_now() + interval '1 hour'
                                else timestamptz '1990-01-02' end
                            where event_id like 'evt_claim_%'
                            """)
                    .update();
            assertThat(events(deliveries.claim(1, List.of())))
                    .containsExactlyInAnyOrder("evt_claim_first", "evt_claim_third");
            assertThat(events(deliveries.claim(1, List.of()))).containsExactly("evt_claim_second");
            it.setRollbackOnly();
        });
    }

    private void keep(String name, String subscription) {
        deliveries.keep(
                new StoreNotice(
                        Source.STRIPE,
                        "evt_claim_" + name,
                        "customer.subscription.updated",
                        subscription,
                        "{}".getBytes(StandardCharsets.UTF_8),
                        null));
    }

    private static List<String> events(List<Delivery> claimed) {
        return claimed.stream().map(Delivery::eventId).toList();
    }
}
