package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What Stripe would go on taking money for although it gives nothing here any more. */
class StillChargedTest extends BillingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UUID account = UUID.randomUUID();

    private String statusAtStripe(String subscription) {
        return STRIPE.get("/v1/subscriptions/" + subscription).path("status").asString();
    }

    /** Stripe has given up trying for now, and would take the money if the card had some. */
    private String unpaid() {
        String subscription = buy(account, "pro");
        STRIPE.cause("customer.subscription.updated", subscription, ",\"status\":\"unpaid\"");
        awaitPlan(account, "free");
        return subscription;
    }

    @Test
    void whatADeletedAccountHasNotPaidIsEndedAtStripeAndNothingOfItIsKept() {
        String subscription = unpaid();
        String customer = customer(account);
        UUID task = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service",
                    new ErasureRequested(
                            task, account, Instant.now(), Instant.now().plus(Duration.ofDays(30))));
            await().atMost(PATIENCE).until(() -> statusAtStripe(subscription), "canceled"::equals);
            await().atMost(PATIENCE).until(() -> waiting(customer) == 0 && openEndings() == 0);
            assertThat(mentioning(customer)).isPositive();
            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            probe.await(
                    PartConfirmed.class,
                    fact ->
                            fact.taskId().equals(task)
                                    && fact.stage().equals("erased")
                                    && fact.service().equals("billing-service"));
        }
        assertThat(mentioning(customer)).isZero();
        assertThat(mentioning(account.toString())).isZero();
    }

    private long openEndings() {
        return jdbc.sql("select count(*) from store_ending where payer_id = ?")
                .param(account)
                .query(Long.class)
                .single();
    }

    private long mentioning(String word) {
        return jdbc.sql(
                        "select count(*) from webhook_delivery where position(convert_to(?, 'UTF8') in body) > 0")
                .param(word)
                .query(Long.class)
                .single();
    }

    private long waiting(String customer) {
        return jdbc.sql(
                        "select count(*) from webhook_delivery where customer_id = ? and state = 'received'")
                .param(customer)
                .query(Long.class)
                .single();
    }

    @Test
    void aFailureThatStripeRepeatsIsNotAskedForAgain() {
        STRIPE.control("/_faults", "{\"status\":500,\"times\":1000,\"path\":\"/customers\"}");
        try {
            assertThat(ask().status()).isEqualTo(503);
            UUID first = key();
            assertThat(ask().status()).isEqualTo(503);
            assertThat(key()).isNotEqualTo(first);
        } finally {
            STRIPE.heal();
        }
        await().atMost(PATIENCE).until(() -> ask().status() == 200);
    }

    private BillingApi.Answer ask() {
        return api.post(
                "/api/billing/checkout", BillingApi.listener(account), "{\"plan\":\"pro\"}");
    }

    private UUID key() {
        return jdbc.sql("select idempotency_key from stripe_customer where payer_id = ?")
                .param(account)
                .query(UUID.class)
                .single();
    }

    @Test
    void whoBuysAnewIsNotChargedForTheOldOneToo() {
        String subscription = unpaid();
        STRIPE.pay(checkout(account, "enterprise"));
        awaitPlan(account, "enterprise");
        assertThat(statusAtStripe(subscription)).isEqualTo("canceled");
    }

    @Test
    void whoHasPaidMeanwhileIsSoldNothingMore() {
        String subscription = unpaid();
        STRIPE.lose(true);
        STRIPE.cause("customer.subscription.updated", subscription, ",\"status\":\"active\"");
        assertThat(
                        api.post(
                                        "/api/billing/checkout",
                                        BillingApi.listener(account),
                                        "{\"plan\":\"enterprise\"}")
                                .status())
                .isEqualTo(409);
        assertThat(statusAtStripe(subscription)).isEqualTo("active");
    }

    @Test
    void whatGivesNothingCanStillBeCancelledAndEndsAtOnce() {
        String subscription = unpaid();
        String token = BillingApi.listener(account);
        assertThat(api.post("/api/billing/cancel", token, "").status()).isEqualTo(200);
        assertThat(statusAtStripe(subscription)).isEqualTo("canceled");
        assertThat(api.post("/api/billing/cancel", token, "").status()).isEqualTo(404);
    }
}
