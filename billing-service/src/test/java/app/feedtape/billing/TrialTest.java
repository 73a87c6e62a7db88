package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** faults.md B17: one free trial for a person, however they come back. */
class TrialTest extends BillingTest {

    private static final String WITH_TRIAL = "{\"plan\":\"pro\",\"trial\":true}";

    private final UUID account = UUID.randomUUID();

    private BillingApi.Answer ask(UUID who) {
        return api.post("/api/billing/checkout", BillingApi.listener(who), WITH_TRIAL);
    }

    private void pay(UUID who, String card) {
        STRIPE.pay(ask(who).json().path("checkout_url").asString(), card);
    }

    private BillingApi.Answer grant(String caller, UUID who, String reason) {
        return api.post(
                "/internal/trials",
                BillingApi.service(caller),
                "{\"payer_id\":\"%s\",\"days\":5,\"reason\":\"%s\"}".formatted(who, reason));
    }

    private static String someCard() {
        return "4" + "%015d".formatted(Math.floorMod(UUID.randomUUID().hashCode(), 1_000_000_000));
    }

    @Test
    void whatIsLeftOfTheTrialComesBeforeTheFirstPaymentOnce() {
        api.entitlement(account);
        pay(account, someCard());
        awaitPlan(account, "pro");
        JsonNode mine = api.get("/api/subscription/me", BillingApi.listener(account)).json();
        assertThat(mine.at("/subscription/status").asString()).isEqualTo("trialing");
        String subscription =
                STRIPE.get("/v1/subscriptions?customer=" + customer(account))
                        .at("/data/0/id")
                        .asString();
        assertThat(
                        api.get("/api/billing/invoices", BillingApi.listener(account))
                                .json()
                                .at("/items/0/amount_paid_minor")
                                .asLong())
                .isZero();
        STRIPE.cancelNow(subscription);
        awaitPlan(account, "free");
        assertThat(ask(account).code()).isEqualTo("TRIAL_USED");
        assertThat(checkout(account, "pro")).isNotEmpty();
    }

    @Test
    void aCardThatWasUsedForATrialGivesNoOtherAccountOne() {
        String card = someCard();
        api.entitlement(account);
        pay(account, card);
        awaitPlan(account, "pro");
        UUID second = UUID.randomUUID();
        api.entitlement(second);
        pay(second, card);
        String subscription =
                STRIPE.get("/v1/subscriptions?status=all&customer=" + customer(second))
                        .at("/data/0/id")
                        .asString();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        STRIPE.get("/v1/subscriptions/" + subscription)
                                .path("status")
                                .asString()
                                .equals("canceled"));
        assertThat(planOf(second)).isEqualTo("free");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(history(subscription))
                                .containsExactly("expired (the card was used for a trial before)"));
        assertThat(ask(second).status()).isEqualTo(409);
        assertThat(ask(second).code()).isEqualTo("TRIAL_USED");
        assertThat(planOf(account)).isEqualTo("pro");
        assertThat(
                        api.get("/api/billing/invoices", BillingApi.listener(second))
                                .json()
                                .at("/items/0/amount_paid_minor")
                                .asLong())
                .isZero();
    }

    /** The page offers nothing else; this is somebody who found a way around. */
    @Test
    void aTrialNeedsACardBecauseNobodyIsKnownByAnythingElse() {
        api.entitlement(account);
        pay(account, "0000000000000000");
        String subscription =
                STRIPE.get("/v1/subscriptions?status=all&customer=" + customer(account))
                        .at("/data/0/id")
                        .asString();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(history(subscription))
                                .containsExactly("expired (a trial needs a card)"));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        STRIPE.get("/v1/subscriptions/" + subscription)
                                .path("status")
                                .asString()
                                .equals("canceled"));
        assertThat(planOf(account)).isEqualTo("free");
    }

    @Test
    void whoComesBackUnderAnotherAccountIsToldSoAndAnOperatorMayGrantItAgain() {
        UUID second = UUID.randomUUID();
        String claim = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish("/auth-service", new TrialClaimed(account, claim, Instant.now()));
            await().until(() -> claims(claim) == 1);
            api.entitlement(second);
            probe.publish("/auth-service", new TrialClaimed(second, claim, Instant.now()));
        }
        awaitStatus(second, "expired");
        assertThat(ask(second).code()).isEqualTo("TRIAL_USED");

        assertThat(grant("tts-service", second, "please").status()).isEqualTo(403);
        assertThat(grant("operator", second, "").status()).isEqualTo(400);
        assertThat(grant("operator", second, "the first was an outage").status()).isEqualTo(200);
        assertThat(api.entitlement(second).path("status").asString()).isEqualTo("trialing");
        assertThat(ask(second).status()).isEqualTo(200);
        assertThat(
                        jdbc.sql(
                                        "select reason from audit_entry where subject_id = ? and action = 'trial_granted'")
                                .param(second)
                                .query(String.class)
                                .single())
                .isEqualTo("5 days: the first was an outage");
    }

    @Test
    void whatAnOperatorHasGrantedIsNotTakenBackByWhatIsHeardLater() {
        String claim = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        api.entitlement(account);
        assertThat(grant("operator", account, "we were late").status()).isEqualTo(200);
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service", new TrialClaimed(UUID.randomUUID(), claim, Instant.now()));
            await().atMost(Duration.ofSeconds(20)).until(() -> claims(claim) == 1);
            probe.publish("/auth-service", new TrialClaimed(account, claim, Instant.now()));
            String last = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
            probe.publish("/auth-service", new TrialClaimed(account, last, Instant.now()));
            await().atMost(Duration.ofSeconds(20)).until(() -> claims(last) == 1);
        }
        assertThat(api.entitlement(account).path("status").asString()).isEqualTo("trialing");
    }

    @Test
    void aDeletedAccountIsGrantedNone() {
        api.entitlement(account);
        jdbc.sql("insert into closed_account (account_id) values (?)").param(account).update();
        BillingApi.Answer refused = grant("operator", account, "too late");
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.code()).isEqualTo("NOT_FOUND");
        assertThat(
                        jdbc.sql("select count(*) from audit_entry where subject_id = ?")
                                .param(account)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    private long claims(String claim) {
        return jdbc.sql("select count(*) from trial_claim where claim = ?")
                .param(claim)
                .query(Long.class)
                .single();
    }

    @Test
    void whoseTrialIsOverIsOfferedNone() {
        api.entitlement(account);
        jdbc.sql(
                        "update purchase set trial_ends_at = app_now() where payer_id = ? and store = 'signup'")
                .param(account)
                .update();
        assertThat(ask(account).code()).isEqualTo("TRIAL_USED");
    }
}
