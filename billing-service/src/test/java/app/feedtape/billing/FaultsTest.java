package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.TcpFaultProxy;
import app.feedtape.test.TestInfrastructure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Stripe or PostgreSQL away, between the service and them. */
@FeedTapeServiceTest(faults = true)
class FaultsTest extends BillingTest {

    private static final TcpFaultProxy STRIPE_PROXY = TcpFaultProxy.before(STRIPE.port());

    @DynamicPropertySource
    static void stripeBehindProxy(DynamicPropertyRegistry registry) {
        registry.add(
                "feedtape.stripe.api-base",
                () -> "http://127.0.0.1:%d/stripe".formatted(STRIPE_PROXY.port()));
    }

    @AfterEach
    void heal() {
        STRIPE_PROXY.forward();
        TestInfrastructure.postgresProxy().forward();
    }

    /** faults.md B26. */
    @Test
    void whileStripeHangsACheckoutIsRefusedAndTheSameKeyWorksLater() {
        UUID account = UUID.randomUUID();
        String token = BillingApi.listener(account);
        STRIPE_PROXY.stall();
        BillingApi.Answer refused =
                api.post(
                        "/api/billing/checkout",
                        token,
                        "{\"plan\":\"pro\"}",
                        "Idempotency-Key",
                        "again");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(api.get("/api/subscription/me", token).status()).isEqualTo(200);
        STRIPE_PROXY.forward();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(
                                        api.post(
                                                        "/api/billing/checkout",
                                                        token,
                                                        "{\"plan\":\"pro\"}",
                                                        "Idempotency-Key",
                                                        "again")
                                                .status())
                                .isEqualTo(200));
        String customer =
                jdbc.sql("select customer_id from stripe_customer where payer_id = ?")
                        .param(account)
                        .query(String.class)
                        .single();
        assertThat(STRIPE.get("/v1/checkout/sessions?customer=" + customer).path("data"))
                .hasSize(1);
    }

    @Test
    void anEventThatComesWhileStripeIsAwayIsAppliedWhenItIsBack() {
        UUID account = UUID.randomUUID();
        String page = checkout(account, "pro");
        STRIPE_PROXY.cut();
        STRIPE.pay(page);
        await().until(() -> !STRIPE.delivered().isEmpty());
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
        STRIPE_PROXY.forward();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> api.entitlement(account).path("plan").asString(), "pro"::equals);
    }

    /** faults.md B24. */
    @Test
    void aStripeThatCannotBeAskedCutsNobodyOffAndIsNotAskedAllTheTime() {
        UUID account = UUID.randomUUID();
        buy(account, "pro");
        STRIPE_PROXY.cut();
        loseRenewal(account);
        await().atMost(Duration.ofSeconds(20)).until(() -> isAskedOnceAbout(account));
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
        assertThat(Instant.parse(api.entitlement(account).path("valid_until").asString()))
                .isAfter(Instant.now().plusSeconds(50));
        STRIPE_PROXY.forward();
        jdbc.sql("update purchase set ask_again_at = app_now() where payer_id = ?")
                .param(account)
                .update();
        await().atMost(Duration.ofSeconds(40)).until(() -> isRenewed(account));
        assertThat(asks(account)).isZero();
    }

    /** A reading that began before the cut may still write the renewal down: lose it again. */
    private boolean isAskedOnceAbout(UUID account) {
        if (isRenewed(account)) {
            loseRenewal(account);
        }
        return asks(account) == 1;
    }

    private int asks(UUID account) {
        return jdbc.sql("select asks from purchase where payer_id = ? and store = 'stripe'")
                .param(account)
                .query(Integer.class)
                .single();
    }

    /** faults.md B14 and PG1. */
    @Test
    void withTheDatabaseAwayAWebhookIsNotAcknowledgedAndIsTakenWhenItComesAgain() {
        UUID account = UUID.randomUUID();
        String page = checkout(account, "pro");
        TestInfrastructure.postgresProxy().cut();
        assertThat(api.get("/api/subscription/me", BillingApi.listener(account)).status())
                .isEqualTo(503);
        STRIPE.pay(page);
        await().atMost(Duration.ofSeconds(20)).until(() -> STRIPE.refused() > 0);
        TestInfrastructure.postgresProxy().forward();
        await().atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .until(() -> api.entitlement(account).path("plan").asString(), "pro"::equals);
    }

    /** faults.md A6: Apple does not come back after 400. */
    @Test
    void withTheDatabaseAwayTheAppStoreIsAskedToComeAgainAndNothingIsLost() {
        UUID account = UUID.randomUUID();
        api.entitlement(account);
        AppStoreWorld.Bought bought =
                APP_STORE.buy(AppStoreWorld.PRO, Map.of("account_token", account.toString()));
        TestInfrastructure.postgresProxy().cut();
        String notification = APP_STORE.cause(bought.id(), "DID_RENEW").path("uuid").asString();
        await().atMost(Duration.ofSeconds(20)).until(() -> outcome(notification).startsWith("5"));
        TestInfrastructure.postgresProxy().forward();
        await().atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .until(() -> api.entitlement(account).path("plan").asString(), "pro"::equals);
    }

    private static String outcome(String notification) {
        for (JsonNode each : APP_STORE.notifications()) {
            if (each.path("uuid").asString().equals(notification)) {
                return each.path("outcome").asString("");
            }
        }
        return "";
    }
}
