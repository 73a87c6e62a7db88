package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.audit.Action;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever erases an account locks it before its notifications; so must who applies one. */
class WebhookLocksTest extends BillingTest {

    @Autowired private Purchases purchases;
    @Autowired private AuditTrail audit;
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

    /** Two operators who act on the same payer at once wait in the same order. */
    @Test
    void whoGrantsATrialHoldsNothingThatOthersNeedWhileTheyWaitForThePayer() throws Exception {
        UUID account = UUID.randomUUID();
        api.entitlement(account);
        try (ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<BillingApi.Answer> second =
                    transaction.execute(first -> {
                        purchases.lock(account);
                        Future<BillingApi.Answer> other =
                                operators.submit(() -> grantTrial(account));
                        await().atMost(Duration.ofSeconds(20)).until(this::somebodyWaits);
                        audit.record(
                                Actor.COMMAND_LINE,
                                Action.PLAN_GRANTED,
                                account,
                                "at the same time");
                        return other;
                    });
            assertThat(second.get().status()).isEqualTo(200);
        }
    }

    private BillingApi.Answer grantTrial(UUID account) {
        return api.post(
                "/internal/trials",
                BillingApi.service("operator"),
                "{\"payer_id\":\"%s\",\"days\":5,\"reason\":\"a test\"}".formatted(account));
    }

    @Test
    void aPageThatStripeMakesWhileAPurchaseIsWrittenDownIsEndedToo() {
        PaidPage paid = payUnheard("pro");
        STRIPE.lose(false);
        transaction.executeWithoutResult(it -> {
            purchases.lock(paid.account());
            STRIPE.cause("customer.subscription.updated", paid.subscription());
            await().atMost(Duration.ofSeconds(20)).until(this::somebodyWaits);
            String page =
                    STRIPE.post(
                                    "/v1/checkout/sessions",
                                    "mode=subscription&line_items[0][price]=price_pro_monthly&line_items[0][quantity]=1"
                                            + "&success_url=http://localhost:8080/&customer="
                                            + customer(paid.account()))
                            .path("id")
                            .asString();
            jdbc.sql(
                            """
                            insert into checkout (id, payer_id, account_id, plan, price_id, success_url, cancel_url,
                                session_id, url)
                            values (gen_random_uuid(), :payer, :payer, 'pro', 'p', 's', 'c', :page, 'u')
                            """)
                    .param("payer", paid.account())
                    .param("page", page)
                    .update();
        });
        awaitPlan(paid.account(), "pro");
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        STRIPE.get(
                                                "/v1/checkout/sessions?status=open&customer="
                                                        + customer(paid.account()))
                                        .path("data")
                                        .size()
                                == 0);
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
