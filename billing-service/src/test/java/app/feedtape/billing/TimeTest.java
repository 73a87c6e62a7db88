package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.MovableClock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** What time alone changes. Stripe's clock is not moved here: its webhooks are as good as lost. */
@Import(MovableClock.Wiring.class)
class TimeTest extends BillingTest {

    @Autowired private MovableClock clock;

    @Test
    void trialGrantAndPaidPeriodEndByThemselvesAndEveryEndIsPublished() {
        UUID trial = UUID.randomUUID();
        UUID granted = UUID.randomUUID();
        UUID paying = UUID.randomUUID();
        api.entitlement(trial);
        api.post(
                "/internal/grants",
                BillingApi.service("operator"),
                "{\"payer_id\":\"%s\",\"plan\":\"pro\",\"days\":10,\"reason\":\"t\"}"
                        .formatted(granted));
        buy(paying, "pro");
        STRIPE.lose(true);

        try (KafkaProbe probe = KafkaProbe.fromBeginning("entitlement")) {
            clock.advance(Duration.ofDays(8));
            EntitlementChanged over =
                    probe.await(
                            EntitlementChanged.class,
                            fact ->
                                    fact.payerId().equals(trial)
                                            && fact.status().equals("expired"));
            assertThat(over.version()).isEqualTo(2);
            assertThat(over.plan()).isEqualTo("free");
            assertThat(over.validUntil()).isNull();
            assertThat(api.entitlement(granted).path("plan").asString()).isEqualTo("pro");

            clock.advance(Duration.ofDays(3));
            probe.await(
                    EntitlementChanged.class,
                    fact -> fact.payerId().equals(granted) && fact.source().equals("signup"));
            assertThat(api.entitlement(granted).path("status").asString()).isEqualTo("expired");

            clock.advance(Duration.ofDays(21));
            assertThat(api.entitlement(paying).path("plan").asString()).isEqualTo("pro");
            clock.advance(Duration.ofDays(4));
            probe.await(
                    EntitlementChanged.class,
                    fact -> fact.payerId().equals(paying) && fact.plan().equals("free"));
        }
    }
}
