package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** faults.md B21: what is told of a payment that failed, and how long access goes on. */
class DunningTest extends BillingTest {

    private final UUID account = UUID.randomUUID();

    private NotificationRequested awaitMail(KafkaProbe probe, String template) {
        return probe.await(
                NotificationRequested.class,
                mail -> mail.accountId().equals(account) && mail.template().equals(template));
    }

    private long told(String stage) {
        return jdbc.sql(
                        "select count(*) from dunning d join purchase p on p.id = d.purchase_id where p.payer_id = ? and %s is not null"
                                .formatted(stage))
                .param(account)
                .query(Long.class)
                .single();
    }

    /** What is still read of it would say something else of its grace. */
    private void awaitApplied(String subscription) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        jdbc.sql(
                                                "select count(*) from webhook_delivery where original_id = ? and state = 'received'")
                                        .param(subscription)
                                        .query(Long.class)
                                        .single()
                                == 0);
    }

    /** As if that much time had passed; Stripe is not asked again before grace is over. */
    private void graceEndsIn(Duration time) {
        jdbc.sql(
                        """
                        update purchase set grace_ends_at = app_now() + :seconds * interval '1 second',
                            read_at = app_now() - interval '1 hour'
                        where payer_id = :payer and store = 'stripe'
                        """)
                .param("seconds", time.toSeconds())
                .param("payer", account)
                .update();
        jdbc.sql("update entitlement set valid_until = app_now() where payer_id = ?")
                .param(account)
                .update();
    }

    @Test
    void threeMailsTellOfAPeriodThatIsNeverPaidAndAccessGoesOnUntilTheLast() {
        String subscription = buy(account, "pro");
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            STRIPE.cause("invoice.payment_failed", subscription);
            NotificationRequested failed = awaitMail(probe, "payment_failed");
            assertThat(failed.dedupeKey()).startsWith("payment_failed ");
            assertThat(Instant.parse(api.entitlement(account).path("valid_until").asString()))
                    .isBetween(
                            Instant.now().plus(Duration.ofDays(13)),
                            Instant.now().plus(Duration.ofDays(15)));
            for (int time = 0; time < 3; time++) {
                STRIPE.cause("invoice.payment_failed", subscription);
            }
            awaitStatus(account, "past_due");

            STRIPE.lose(true);
            awaitApplied(subscription);
            graceEndsIn(Duration.ofDays(2));
            assertThat(awaitMail(probe, "payment_grace_ending").parameters()).containsKey("date");
            assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");

            STRIPE.cause("customer.subscription.deleted", subscription);
            STRIPE.lose(false);
            STRIPE.control("/_shuffle", "{\"subscription\":\"%s\"}".formatted(subscription));
            awaitPlan(account, "free");
            awaitMail(probe, "payment_plan_ended");
        }
        assertThat(told("failed_at")).isEqualTo(1);
        assertThat(told("ended_at")).isEqualTo(1);
    }

    @Test
    void whoPaysInTimeHasEverythingBackAtOnceAndHearsNothingMore() {
        String subscription = buy(account, "pro");
        STRIPE.cause("invoice.payment_failed", subscription);
        await().atMost(Duration.ofSeconds(20)).until(() -> told("failed_at") == 1);
        STRIPE.cause("invoice.paid", subscription);
        awaitStatus(account, "active");
        graceEndsIn(Duration.ofDays(1));
        UUID other = UUID.randomUUID();
        STRIPE.cause("invoice.payment_failed", buy(other, "pro"));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        jdbc.sql(
                                                "select count(*) from dunning d join purchase p on p.id = d.purchase_id where p.payer_id = ?")
                                        .param(other)
                                        .query(Long.class)
                                        .single()
                                == 1);
        assertThat(told("warned_at")).isZero();
        assertThat(told("ended_at")).isZero();

        // The same period fails again: it was told.
        STRIPE.cause("invoice.payment_failed", subscription);
        awaitStatus(account, "past_due");
        assertThat(told("failed_at")).isEqualTo(1);
    }

    @Test
    void whoHasAPlanFromElsewhereIsNotToldThatItIsGone() {
        UUID other = UUID.randomUUID();
        String covered = buy(account, "pro");
        String uncovered = buy(other, "pro");
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                "{\"payer_id\":\"%s\",\"plan\":\"enterprise\",\"reason\":\"a test\"}"
                        .formatted(account));
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            for (String subscription : new String[] {covered, uncovered}) {
                STRIPE.cause("invoice.payment_failed", subscription);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> told("failed_at") == 1);
            STRIPE.cause("customer.subscription.deleted", covered);
            await().atMost(Duration.ofSeconds(20)).until(() -> told("ended_at") == 1);
            STRIPE.cause("customer.subscription.deleted", uncovered);
            probe.await(
                    NotificationRequested.class,
                    mail ->
                            mail.accountId().equals(other)
                                    && mail.template().equals("payment_plan_ended"));
            assertThat(probe.heard(NotificationRequested.class))
                    .noneMatch(mail ->
                            mail.accountId().equals(account)
                                    && mail.template().equals("payment_plan_ended"));
        }
    }

    @Test
    void graceThatIsOverEndsAccessAlsoWhileStripeGoesOnTrying() {
        String subscription = buy(account, "pro");
        STRIPE.cause("invoice.payment_failed", subscription);
        await().atMost(Duration.ofSeconds(20)).until(() -> told("failed_at") == 1);
        STRIPE.lose(true);
        jdbc.sql(
                        """
                        update purchase set grace_ends_at = app_now() - interval '1 minute', read_at = app_now()
                        where payer_id = ? and store = 'stripe'
                        """)
                .param(account)
                .update();
        jdbc.sql("update entitlement set valid_until = app_now() where payer_id = ?")
                .param(account)
                .update();
        awaitPlan(account, "free");
        await().atMost(Duration.ofSeconds(20)).until(() -> told("ended_at") == 1);
        STRIPE.lose(false);
        STRIPE.cause("invoice.paid", subscription);
        awaitPlan(account, "pro");
        assertThat(api.entitlement(account).path("status").asString()).isEqualTo("active");
    }

    /** Cancelling while a payment is overdue buys no free month. */
    @Test
    void whatIsOverdueStaysOverdueWhenItIsCancelled() {
        String subscription = buy(account, "pro");
        STRIPE.cause("invoice.payment_failed", subscription);
        awaitStatus(account, "past_due");
        assertThat(
                        api.post("/api/billing/cancel", BillingApi.listener(account), "")
                                .json()
                                .at("/subscription/status")
                                .asString())
                .isEqualTo("past_due");
        assertThat(Instant.parse(api.entitlement(account).path("valid_until").asString()))
                .isBefore(Instant.now().plus(Duration.ofDays(15)));
    }

    @Test
    void whatWasNeverPaidForGivesNothingAndIsToldOfNowhere() {
        String subscription = buy(account, "pro");
        STRIPE.cause(
                "customer.subscription.updated",
                subscription,
                ",\"status\":\"incomplete_expired\"");
        awaitPlan(account, "free");
        assertThat(told("failed_at")).isZero();
    }
}
