package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.test.AnotherInstance;
import app.feedtape.test.KafkaProbe;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;

/** The instance under test, and another one in a process of its own that dies of a webhook. */
abstract class InstancesScene extends BillingTest {

    @Autowired private Map<String, SmartLifecycle> parts;
    @Autowired ConfigurableEnvironment environment;

    @AfterEach
    void theSurvivorWorks() {
        if (!survivor().isRunning()) {
            survivor().start();
        }
    }

    /** What applies webhooks here; it would be faster than the one that is to die. */
    SmartLifecycle survivor() {
        return parts.values().stream()
                .filter(part -> part.getClass().getSimpleName().equals("WebhookApplication"))
                .findFirst()
                .orElseThrow();
    }

    /** Tells the other of a purchase, of which it dies; and all is well all the same. */
    void die(CrashPoint point, AnotherInstance dying, String id) throws Exception {
        PaidPage paid = payUnheard("pro");
        String event = event(id, "customer.subscription.created", paid.subscription());
        try (KafkaProbe probe = KafkaProbe.fromNow("entitlement")) {
            BillingApi other = new BillingApi(dying.port());
            survivor().stop();
            boolean answered = tell(other, event);
            assertThat(dying.hasDied()).as(point.name()).isTrue();
            assertThat(answered && point.compareTo(CrashPoint.KEPT) <= 0)
                    .as(point.name())
                    .isFalse();
            assertThat(kept(id)).as(point.name()).isEqualTo(point == CrashPoint.TAKEN ? 0 : 1);
            assertThat(applied(id))
                    .as(point.name())
                    .isEqualTo(point == CrashPoint.COMMITTED ? 1 : 0);
            survivor().start();
            assertThat(api.signed(event).status()).isEqualTo(200);
            leaseEnds(id);
            oneEffect(point, paid, event, id, probe);
        }
    }

    /** Whether it was answered before it died. */
    private static boolean tell(BillingApi dying, String event) {
        try {
            return dying.signed(event).status() == 200;
        } catch (UncheckedIOException died) {
            return false;
        }
    }

    private void oneEffect(
            CrashPoint point, PaidPage paid, String event, String id, KafkaProbe probe) {
        await(point.name())
                .atMost(Duration.ofSeconds(30))
                .until(() -> applied(id) == 1 && planOf(paid.account()).equals("pro"));
        assertThat(api.signed(event).status()).isEqualTo(200);
        assertThat(kept(id)).as(point.name()).isEqualTo(1);
        assertThat(history(paid.subscription())).as(point.name()).containsExactly("active");
        // Told at least once, and whenever told the same under the same version.
        await(point.name())
                .atMost(Duration.ofSeconds(60))
                .until(() -> told(probe, paid.account()).findAny().isPresent());
        assertThat(told(probe, paid.account()).distinct()).as(point.name()).hasSize(1);
    }

    private static Stream<EntitlementChanged> told(KafkaProbe probe, UUID payer) {
        return probe.heard(EntitlementChanged.class).stream()
                .filter(fact -> fact.payerId().equals(payer) && fact.plan().equals("pro"));
    }

    static String event(String id, String type, String subscription) {
        return "{\"id\":\"%s\",\"type\":\"%s\",\"livemode\":false,\"data\":{\"object\":{\"id\":\"%s\"}}}"
                .formatted(id, type, subscription);
    }

    private long kept(String id) {
        return number("select count(*) from webhook_delivery where event_id = ?", id);
    }

    private long applied(String id) {
        return number(
                "select count(*) from webhook_delivery where event_id = ? and state = 'applied'",
                id);
    }

    private long number(String sql, String id) {
        return jdbc.sql(sql).param(id).query(Long.class).single();
    }

    /** What the dead instance had claimed, as if its time were over. */
    private void leaseEnds(String id) {
        jdbc.sql(
                        "update webhook_delivery set next_attempt_at = app_now() where event_id = ? and state = 'received'")
                .param(id)
                .update();
    }
}
