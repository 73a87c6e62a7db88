package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingTest;
import app.feedtape.billing.PaidPage;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.reconciliation.StoreReading;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.webhook.WebhookDeliveries.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * faults.md B13: the process dies between every two steps of a webhook. What was under way is
 * undone by the database or left behind as it was, and Stripe tells again.
 */
class WebhookCrashTest extends BillingTest {

    @Autowired private WebhookDeliveries deliveries;
    @Autowired private StoreReading reading;
    @Autowired private TransactionTemplate transaction;
    @Autowired private JdbcClient database;

    private final String event = "evt_" + UUID.randomUUID();
    private PaidPage paid;

    /** Where the process dies. */
    private static final class Killed extends Error {}

    @BeforeEach
    void somebodyHasPaidAndNobodyHasToldUs() {
        paid = payUnheard("pro");
    }

    private String body() {
        return """
        {"id":"%s","type":"customer.subscription.created","livemode":false,"data":{"object":{"id":"%s"}}}
        """
                .formatted(event, paid.subscription());
    }

    private StoreNotice notice() {
        return new StoreNotice(
                Source.STRIPE,
                event,
                "customer.subscription.created",
                paid.subscription(),
                body().getBytes(StandardCharsets.UTF_8),
                null);
    }

    private StoreReference reference() {
        return new StoreReference(Source.STRIPE, paid.subscription());
    }

    /** The lease of whoever died is over. */
    private void leaseEnds() {
        database.sql("update webhook_delivery set next_attempt_at = app_now() where event_id = ?")
                .param(event)
                .update();
    }

    private void oneEffect() {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> state().equals("applied") && planOf(paid.account()).equals("pro"));
        assertThat(signed(body())).isEqualTo(200);
        assertThat(signed(body())).isEqualTo(200);
        assertThat(number("webhook_delivery where event_id = ?", event)).isEqualTo(1);
        assertThat(
                        number(
                                "purchase_history h join purchase p on p.id = h.purchase_id where p.original_id = ?",
                                paid.subscription()))
                .isEqualTo(1);
        assertThat(number("purchase where store = 'stripe' and payer_id = ?", paid.account()))
                .isEqualTo(1);
    }

    private String state() {
        return database.sql("select state from webhook_delivery where event_id = ?")
                .param(event)
                .query(String.class)
                .optional()
                .orElse("unknown");
    }

    private long number(String from, Object of) {
        return database.sql("select count(*) from " + from).param(of).query(Long.class).single();
    }

    @Test
    void beforeItIsKeptItIsNotAnsweredAndNothingIsThere() {
        assertThatThrownBy(() ->
                        transaction.executeWithoutResult(status -> {
                            deliveries.keep(notice());
                            throw new Killed();
                        }))
                .isInstanceOf(Killed.class);
        assertThat(state()).isEqualTo("unknown");
        assertThat(signed(body())).isEqualTo(200);
        oneEffect();
    }

    @Test
    void afterItIsKeptAndBeforeItIsAnsweredStripeTellsAgain() {
        deliveries.keep(notice());
        assertThat(signed(body())).isEqualTo(200);
        oneEffect();
    }

    @Test
    void afterItIsClaimedTheNextTakesItWhenTheLeaseIsOver() {
        claim();
        assertThat(state()).isEqualTo("received");
        assertThat(planOf(paid.account())).isEqualTo("free");
        leaseEnds();
        oneEffect();
    }

    @Test
    void insideTheTransactionOfTheEffectNothingOfItIsThere() {
        List<Delivery> claimed = claim();
        assertThatThrownBy(() ->
                        reading.apply(
                                reference(),
                                deliveries.now(),
                                "a reading that dies",
                                () -> {
                                    deliveries.applied(claimed);
                                    throw new Killed();
                                }))
                .isInstanceOf(Killed.class);
        assertThat(state()).isEqualTo("received");
        assertThat(planOf(paid.account())).isEqualTo("free");
        leaseEnds();
        oneEffect();
    }

    @Test
    void afterTheEffectItIsSettledToo() {
        List<Delivery> claimed = claim();
        reading.apply(
                reference(),
                deliveries.now(),
                "a reading that just made it",
                () -> deliveries.applied(claimed));
        assertThat(state()).isEqualTo("applied");
        leaseEnds();
        oneEffect();
    }

    /** Kept and claimed in one, before the service's own thread sees it. */
    private List<Delivery> claim() {
        List<Delivery> claimed =
                transaction.execute(status -> {
                    deliveries.keep(notice());
                    database.sql(
                                    "update webhook_delivery set next_attempt_at = '-infinity' where event_id = ?")
                            .param(event)
                            .update();
                    return deliveries.claim(1, List.of());
                });
        assertThat(claimed).extracting(Delivery::eventId).containsExactly(event);
        return claimed;
    }
}
