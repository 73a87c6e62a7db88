package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A payment that fails in a store of phones is told of as any other. */
class StoreDunningTest extends BillingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UUID account = UUID.randomUUID();

    private long told(String stage) {
        return jdbc.sql(
                        "select count(*) from dunning d join purchase p on p.id = d.purchase_id where p.payer_id = ? and %s is not null"
                                .formatted(stage))
                .param(account)
                .query(Long.class)
                .single();
    }

    private void awaitMail(KafkaProbe probe, String template) {
        probe.await(
                NotificationRequested.class,
                mail -> mail.accountId().equals(account) && mail.template().equals(template));
    }

    @Test
    void eachPeriodThatFailsAtGooglePlayIsToldOf() {
        String token = PLAY.buy(PlayWorld.PRO, Map.of("account", account.toString()));
        assertThat(api.receipt(account, "google", "purchase_token", token).status()).isEqualTo(200);
        for (long period = 1; period <= 2; period++) {
            long failed = period;
            PLAY.cause(token, "IN_GRACE_PERIOD", Map.of());
            await().atMost(PATIENCE).until(() -> told("failed_at") == failed);
            // Google moves the end of grace; it is the same failure.
            PLAY.cause(token, "IN_GRACE_PERIOD", Map.of());
            PLAY.cause(token, "RECOVERED", Map.of());
            awaitStatus(account, "active");
            await().atMost(PATIENCE).until(() -> told("paid_at") == failed);
        }
        assertThat(told("failed_at")).isEqualTo(2);
        assertThat(told("ended_at")).isZero();
    }

    @Test
    void withoutGraceOfApplesOwnTheMailsTellOfOurDays() {
        AppStoreWorld.Bought bought =
                APP_STORE.buy(AppStoreWorld.PRO, Map.of("account_token", account.toString()));
        assertThat(api.receipt(account, "apple", "signed_transaction", bought.signed()).status())
                .isEqualTo(200);
        try (KafkaProbe probe = KafkaProbe.fromNow("notification")) {
            APP_STORE.cause(bought.id(), "DID_FAIL_TO_RENEW", Map.of());
            awaitStatus(account, "past_due");
            awaitMail(probe, "payment_failed");
            accessEndsIn("1 day", "1 hour");
            awaitMail(probe, "payment_grace_ending");
            accessEndsIn("-1 minute", "0 seconds");
            awaitMail(probe, "payment_plan_ended");
        }
        assertThat(told("ended_at")).isEqualTo(1);
    }

    /** Access ends three days after the paid period; the store was asked that long ago. */
    private void accessEndsIn(String time, String askedBefore) {
        jdbc.sql(
                        """
                        with moved as (
                            update purchase set current_period_start = date_trunc('day', app_now()) - interval '40 days',
                                current_period_end = app_now() + :time::interval - interval '3 days',
                                read_at = app_now() - :before::interval
                            where payer_id = :payer and store = 'apple'
                            returning id, current_period_start)
                        update dunning set period_start = current_period_start from moved where purchase_id = id
                        """)
                .param("time", time)
                .param("before", askedBefore)
                .param("payer", account)
                .update();
    }
}
