package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.reconciliation.UntoldReturns;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** faults.md B22, decision 0084: refunds and disputes. */
class ReturnedMoneyTest extends BillingTest {

    private static final String USAGE =
            "insert into usage_day (payer_id, day, version, characters, requests) values (?, current_date, 1, 700, 2)";

    private final UUID account = UUID.randomUUID();

    @Autowired private MeterRegistry metrics;
    @Autowired private UntoldReturns untold;

    private void awaitLast(String subscription, String entry) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(history(subscription).getLast()).isEqualTo(entry));
    }

    private String plan() {
        return api.entitlement(account).path("plan").asString();
    }

    private String statusAtStripe(String subscription) {
        return STRIPE.get("/v1/subscriptions/" + subscription).path("status").asString();
    }

    private double reported(String remark) {
        return metrics.counter("feedtape.billing.payments.returned", "remark", remark).count();
    }

    @Test
    void aRefundInPartChangesNothingAndTheRestOfItEndsAccessAtOnce() {
        String subscription = buy(account, "pro");
        jdbc.sql(USAGE).param(account).update();
        long version = api.entitlement(account).path("version").asLong();
        STRIPE.cause("charge.refunded", subscription, ",\"amount\":500");
        awaitLast(subscription, "active (refunded in part)");
        assertThat(plan()).isEqualTo("pro");
        assertThat(api.entitlement(account).path("version").asLong()).isEqualTo(version);

        STRIPE.cause("charge.refunded", subscription);
        awaitPlan(account, "free");
        assertThat(history(subscription)).endsWith("expired (refunded)");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> statusAtStripe(subscription), "canceled"::equals);
        assertThat(
                        api.get("/api/subscription/usage", BillingApi.listener(account))
                                .json()
                                .at("/usage/characters")
                                .asLong())
                .isEqualTo(700);
        assertThat(
                        jdbc.sql(
                                        """
                                        select h.cause from purchase_history h join purchase p on p.id = h.purchase_id
                                        where p.original_id = ? order by h.version desc limit 1
                                        """)
                                .param(subscription)
                                .query(String.class)
                                .single())
                .startsWith("stripe event evt_")
                .endsWith(": refunded");
        assertThat(checkout(account, "pro")).isNotEmpty();
    }

    @Test
    void aRefundOfTheDifferenceOfAnUpgradeIsARefundInPart() {
        String subscription = buy(account, "pro");
        api.post(
                "/api/billing/change-plan",
                BillingApi.listener(account),
                "{\"plan\":\"enterprise\"}");
        STRIPE.cause("charge.refunded", subscription);
        awaitLast(subscription, "active (refunded in part)");
        assertThat(plan()).isEqualTo("enterprise");
    }

    @Test
    void aDisputeKeepsAccessAndIsReportedAndEndsItWhenItIsLost() {
        String subscription = buy(account, "pro");
        double before = reported("disputed");
        STRIPE.cause("charge.dispute.created", subscription);
        awaitLast(subscription, "active (disputed)");
        assertThat(plan()).isEqualTo("pro");
        assertThat(reported("disputed")).isEqualTo(before + 1);

        STRIPE.cause("charge.dispute.closed", subscription, ",\"status\":\"lost\"");
        awaitPlan(account, "free");
        assertThat(history(subscription)).endsWith("expired (dispute lost)");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> statusAtStripe(subscription), "canceled"::equals);
    }

    @Test
    void aDisputeThatIsWonLeavesEverythingAsItWas() {
        String subscription = buy(account, "pro");
        STRIPE.cause("charge.dispute.created", subscription);
        STRIPE.cause("charge.dispute.closed", subscription, ",\"status\":\"won\"");
        awaitLast(subscription, "active (dispute won)");
        assertThat(plan()).isEqualTo("pro");
        assertThat(statusAtStripe(subscription)).isEqualTo("active");
    }

    @Test
    void ofARefundThatNobodyHasToldOfStripesListTells() {
        String subscription = buy(account, "pro");
        STRIPE.lose(true);
        STRIPE.cause("charge.refunded", subscription);
        assertThat(plan()).isEqualTo("pro");
        untold.catchUp();
        assertThat(plan()).isEqualTo("free");
        assertThat(history(subscription)).endsWith("expired (refunded)");
    }

    /** Two at once, of which the newer cannot be read. */
    @Test
    void oneThatCannotBeReadHidesNoneOfTheOthers() {
        String subscription = buy(account, "pro");
        UUID other = UUID.randomUUID();
        String unreadable = buy(other, "pro");
        STRIPE.lose(true);
        STRIPE.cause("charge.refunded", subscription);
        STRIPE.cause("charge.refunded", unreadable);
        STRIPE.control(
                "/_faults",
                "{\"status\":400,\"times\":1000,\"path\":\"/subscriptions/%s\"}"
                        .formatted(unreadable));
        try {
            untold.catchUp();
            assertThat(plan()).isEqualTo("free");
            assertThat(planOf(other)).isEqualTo("pro");
        } finally {
            STRIPE.heal();
        }
    }

    @Test
    void aTryToPayThatWasGivenUpHidesNoRenewal() {
        String subscription = buy(account, "pro");
        STRIPE.cause("payment_intent.canceled", subscription);
        STRIPE.cause("charge.refunded", subscription, ",\"amount\":500");
        awaitLast(subscription, "active (refunded in part)");
    }

    @Test
    void aRefundOfWhatNobodyBoughtHereIsParked() {
        assertThat(
                        api.signed(
                                        """
                                        {"id":"evt_%s","type":"refund.created","livemode":false,
                                         "data":{"object":{"id":"re_1","payment_intent":"pi_nobody"}}}
                                        """
                                                .formatted(account))
                                .status())
                .isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(
                                jdbc.sql("select state from webhook_delivery where event_id = ?")
                                        .param("evt_" + account)
                                        .query(String.class)
                                        .single())
                        .isEqualTo("parked"));
    }
}
