package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.purchase.Purchases;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever erases an account locks it before its notifications; so must who applies one. */
class WebhookLocksTest extends BillingTest {

    @Autowired private Purchases purchases;
    @Autowired private TransactionTemplate transaction;

    @Test
    void whoWaitsForAPayerHoldsNoNotificationMeanwhile() {
        UUID account = UUID.randomUUID();
        String subscription = buy(account, "pro");
        await().until(() -> received(subscription) == 0);
        transaction.executeWithoutResult(it -> {
            purchases.lock(account);
            STRIPE.cause("customer.subscription.updated", subscription);
            await().atMost(Duration.ofSeconds(20)).until(this::somebodyWaits);
            assertThat(
                            jdbc.sql(
                                            """
                                            select id from webhook_delivery where original_id = ? and state = 'received'
                                            for update skip locked
                                            """)
                                    .param(subscription)
                                    .query(UUID.class)
                                    .list())
                    .isNotEmpty();
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> received(subscription) == 0);
    }

    private boolean somebodyWaits() {
        return jdbc.sql(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%from payer%'")
                        .query(Long.class)
                        .single()
                > 0;
    }

    private long received(String subscription) {
        return jdbc.sql(
                        "select count(*) from webhook_delivery where original_id = ? and state = 'received'")
                .param(subscription)
                .query(Long.class)
                .single();
    }
}
