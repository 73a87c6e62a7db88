package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.AppStoreWorld.Bought;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** faults.md, section A: what is bought on a phone. */
class AppStoreTest extends BillingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final UUID account = UUID.randomUUID();

    @AfterEach
    void heal() {
        APP_STORE.heal();
    }

    private Bought bought(UUID forWhom) {
        return APP_STORE.buy(AppStoreWorld.PRO, Map.of("account_token", forWhom.toString()));
    }

    private BillingApi.Answer claim(UUID claimant, Bought bought) {
        return api.receipt(claimant, "apple", "signed_transaction", bought.signed());
    }

    /** Bought and handed in. */
    private Bought owned() {
        Bought bought = bought(account);
        assertThat(claim(account, bought).status()).isEqualTo(200);
        return bought;
    }

    private long rows(String originalId) {
        return jdbc.sql("select count(*) from purchase where store = 'apple' and original_id = ?")
                .param(originalId)
                .query(Long.class)
                .single();
    }

    private UUID payer(String originalId) {
        return jdbc.sql("select payer_id from purchase where store = 'apple' and original_id = ?")
                .param(originalId)
                .query(UUID.class)
                .single();
    }

    private String deliveryState(String event) {
        return jdbc.sql(
                        "select state from webhook_delivery where provider = 'apple' and event_id = ?")
                .param(event)
                .query(String.class)
                .single();
    }

    @Test
    void whoHandsInWhatWasBoughtOnAPhoneHasThePlanAtOnceHoweverOften() {
        Bought bought = bought(account);
        for (int time = 0; time < 3; time++) {
            BillingApi.Answer answer = claim(account, bought);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.json().at("/plan/name").asString()).isEqualTo("pro");
            assertThat(answer.json().at("/subscription/source").asString()).isEqualTo("apple");
            assertThat(answer.json().at("/subscription/status").asString()).isEqualTo("active");
        }
        assertThat(rows(bought.id())).isEqualTo(1);
        assertThat(
                        jdbc.sql(
                                        "select count(*) from purchase_history h join purchase p on p.id = h.purchase_id where p.original_id = ?")
                                .param(bought.id())
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIITtgYJKoZIhvcNAQcCoIITpzCCE6MCAQExCzAJBgUrDgMCGgUA", "", "a.b"})
    void theOldReceiptIsRefusedWithWhatToSendInstead(String receipt) {
        BillingApi.Answer answer = api.receipt(account, "apple", "signed_transaction", receipt);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("StoreKit 2", "base64 receipt");
    }

    @Test
    void aReceiptWithoutTheSignedTransactionOrOfAnUnknownStoreIs400() {
        assertThat(api.receipt(account, "apple", "receipt", "MIIT").status()).isEqualTo(400);
        assertThat(api.receipt(account, "shop", "signed_transaction", "a.b.c").status())
                .isEqualTo(400);
    }

    /** A3. */
    @Test
    void whatWasBoughtForAnotherAccountIsRefusedAndLeavesNoRow() {
        Bought bought = bought(UUID.randomUUID());
        BillingApi.Answer answer = claim(account, bought);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(rows(bought.id())).isZero();
    }

    @Test
    void whatBelongsToSomebodyIsRefusedToEverybodyElseWithoutAWordAboutThem() {
        Bought bought = APP_STORE.buy(AppStoreWorld.PRO, Map.of());
        UUID owner = UUID.randomUUID();
        assertThat(claim(owner, bought).status()).isEqualTo(200);
        BillingApi.Answer answer = claim(account, bought);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).doesNotContain(owner.toString());
        assertThat(payer(bought.id())).isEqualTo(owner);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
        assertThat(api.entitlement(owner).path("plan").asString()).isEqualTo("pro");
    }

    @Test
    void ofManyWhoHandInTheSameAtOnceExactlyOneHasIt() throws Exception {
        Bought bought = APP_STORE.buy(AppStoreWorld.PRO, Map.of());
        List<UUID> claimants = java.util.stream.Stream.generate(UUID::randomUUID).limit(8).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> claims =
                    claimants.stream()
                            .map(each -> (Callable<Integer>) () -> claim(each, bought).status())
                            .toList();
            List<Integer> statuses =
                    threads.invokeAll(claims).stream().map(Future::resultNow).sorted().toList();
            assertThat(statuses).containsExactly(200, 409, 409, 409, 409, 409, 409, 409);
        }
        assertThat(claimants)
                .filteredOn(each -> api.entitlement(each).path("plan").asString().equals("pro"))
                .containsExactly(payer(bought.id()));
    }

    @Test
    void onlyFromADeletedAccountAPurchaseMayBeTakenOver() {
        Bought bought = bought(account);
        claim(account, bought);
        UUID next = UUID.randomUUID();
        assertThat(claim(next, bought).status()).isEqualTo(409);
        jdbc.sql("insert into closed_account (account_id) values (?)").param(account).update();
        BillingApi.Answer answer = claim(next, bought);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(payer(bought.id())).isEqualTo(next);
        assertThat(api.entitlement(next).path("plan").asString()).isEqualTo("pro");
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
        UUID third = UUID.randomUUID();
        assertThat(claim(third, bought).status()).isEqualTo(409);
    }

    @Test
    void whatAnErasedAccountHadMayBeTakenOverAndUntilThenItIsFeltByNobody() {
        Bought bought = owned();
        jdbc.sql("insert into closed_account (account_id, erased_at) values (?, now())")
                .param(account)
                .update();
        jdbc.sql("select erase_payer(?)").param(account).query((row, number) -> "").single();
        UUID pseudonym = payer(bought.id());
        JsonNode told = APP_STORE.cause(bought.id(), "DID_RENEW");
        awaitApplied(told);
        assertThat(
                        jdbc.sql("select count(*) from entitlement where payer_id = ?")
                                .param(pseudonym)
                                .query(Long.class)
                                .single())
                .isZero();
        UUID next = UUID.randomUUID();
        assertThat(claim(next, bought).status()).isEqualTo(200);
        assertThat(payer(bought.id())).isEqualTo(next);
    }

    /** A7. */
    @Test
    void anOldTransactionThatIsOverGivesItsOwnerNothing() {
        Bought bought = bought(account);
        APP_STORE.cause(bought.id(), "EXPIRED");
        BillingApi.Answer answer = claim(account, bought);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/plan/name").asString()).isEqualTo("free");
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
    }

    /** A8. */
    @ParameterizedTest
    @CsvSource({"429, 4290000", "500, 5000000", "404, 4040010", "401, 0"})
    void whileTheAppStoreCannotBeAskedNothingChangesAndTheClientComesAgain(int status, long code) {
        Bought running = owned();
        UUID other = UUID.randomUUID();
        Bought fresh = bought(other);
        APP_STORE.fail(status, code);
        BillingApi.Answer refused = claim(other, fresh);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        JsonNode told = APP_STORE.cause(running.id(), "EXPIRED");
        await().atMost(PATIENCE).until(() -> isKnown(told));
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
        APP_STORE.heal();
        APP_STORE.cause(running.id(), "EXPIRED", Map.of("only_tell", true));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> claim(other, fresh).status(), answer -> answer == 200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.entitlement(account).path("plan").asString(), "free"::equals);
    }

    private boolean isKnown(JsonNode notification) {
        return jdbc.sql("select exists (select 1 from webhook_delivery where event_id = ?)")
                .param(notification.path("uuid").asString())
                .query(Boolean.class)
                .single();
    }

    private void awaitApplied(JsonNode notification) {
        await().atMost(PATIENCE).until(() -> isKnown(notification));
        await().atMost(PATIENCE)
                .until(
                        () -> deliveryState(notification.path("uuid").asString()),
                        "applied"::equals);
    }

    /** A4. */
    @Test
    void theSameNotificationSixTimesIsOneEffect() {
        Bought bought = owned();
        JsonNode told = APP_STORE.cause(bought.id(), "DID_CHANGE_RENEWAL_STATUS");
        String uuid = told.path("uuid").asString();
        APP_STORE.repeat(uuid, 5);
        awaitStatus(account, "cancelled");
        await().atMost(PATIENCE).until(() -> attempts(uuid) == 6);
        assertThat(
                        jdbc.sql("select count(*) from webhook_delivery where event_id = ?")
                                .param(uuid)
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
        assertThat(
                        jdbc.sql(
                                        "select count(*) from purchase_history h join purchase p on p.id = h.purchase_id where p.original_id = ?")
                                .param(bought.id())
                                .query(Long.class)
                                .single())
                .isEqualTo(2);
    }

    private int attempts(String uuid) {
        for (JsonNode notification : APP_STORE.notifications()) {
            if (notification.path("uuid").asString().equals(uuid)) {
                assertThat(notification.path("outcome").asString()).isEqualTo("200");
                return notification.path("attempts").asInt();
            }
        }
        return 0;
    }

    /** A5. */
    @Test
    void whateverHappensAtTheAppStoreTheStateThereIsOurs() {
        Bought bought = owned();
        APP_STORE.cause(
                bought.id(),
                "DID_FAIL_TO_RENEW",
                Map.of("subtype", "GRACE_PERIOD", "grace_days", 16));
        awaitStatus(account, "past_due");
        assertThat(Instant.parse(api.entitlement(account).path("valid_until").asString()))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(15)),
                        Instant.now().plus(Duration.ofDays(17)));
        APP_STORE.cause(bought.id(), "DID_RENEW", Map.of("subtype", "BILLING_RECOVERY"));
        awaitStatus(account, "active");
        APP_STORE.cause(bought.id(), "DID_CHANGE_RENEWAL_STATUS");
        awaitStatus(account, "cancelled");
        APP_STORE.cause(
                bought.id(), "DID_CHANGE_RENEWAL_STATUS", Map.of("subtype", "AUTO_RENEW_ENABLED"));
        awaitStatus(account, "active");
        APP_STORE.cause(
                bought.id(),
                "DID_CHANGE_RENEWAL_PREF",
                Map.of("subtype", "UPGRADE", "product", AppStoreWorld.ENTERPRISE));
        awaitPlan(account, "enterprise");
        awaitApplied(
                APP_STORE.cause(
                        bought.id(),
                        "DID_CHANGE_RENEWAL_PREF",
                        Map.of("subtype", "DOWNGRADE", "product", AppStoreWorld.PRO)));
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("enterprise");
        APP_STORE.cause(bought.id(), "DID_RENEW");
        awaitPlan(account, "pro");
        APP_STORE.cause(bought.id(), "REFUND");
        awaitPlan(account, "free");
        APP_STORE.cause(bought.id(), "REFUND_REVERSED");
        awaitPlan(account, "pro");
        APP_STORE.cause(bought.id(), "REVOKE");
        awaitPlan(account, "free");
    }

    /** A5: by the state there, not by the order of arrival. */
    @Test
    void anOlderRenewalThatArrivesAfterTheEndBringsNothingBack() {
        Bought bought = owned();
        APP_STORE.cause(bought.id(), "EXPIRED");
        awaitPlan(account, "free");
        awaitApplied(APP_STORE.cause(bought.id(), "DID_RENEW", Map.of("only_tell", true)));
        awaitApplied(
                APP_STORE.cause(bought.id(), "GRACE_PERIOD_EXPIRED", Map.of("only_tell", true)));
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
    }

    /** A5: DID_RENEW before SUBSCRIBED; the app has said for whom it buys. */
    @Test
    void aNotificationThatComesBeforeTheReceiptFindsItsAccountAndNobodyElse() {
        api.entitlement(account);
        Bought bought = bought(account);
        APP_STORE.cause(bought.id(), "DID_RENEW");
        awaitPlan(account, "pro");
        awaitApplied(APP_STORE.cause(bought.id(), "SUBSCRIBED", Map.of("subtype", "INITIAL_BUY")));
        UUID stranger = UUID.randomUUID();
        Bought foreign = bought(stranger);
        JsonNode told = APP_STORE.cause(foreign.id(), "SUBSCRIBED");
        await().atMost(PATIENCE).until(() -> isKnown(told));
        await().atMost(PATIENCE)
                .until(() -> deliveryState(told.path("uuid").asString()), "parked"::equals);
        assertThat(rows(foreign.id())).isZero();
    }

    /** A5. */
    @ParameterizedTest
    @ValueSource(strings = {"TEST", "SOMETHING_NEW"})
    void whatNobodyKnowsIsTakenAndIgnored(String type) {
        Bought bought = owned();
        JsonNode told = APP_STORE.cause(bought.id(), type, Map.of("subtype", "UNHEARD_OF"));
        await().atMost(PATIENCE).until(() -> isKnown(told));
        if (type.equals("SOMETHING_NEW")) {
            assertThat(deliveryState(told.path("uuid").asString())).isEqualTo("ignored");
        }
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("pro");
    }

    @Test
    void aFreeTrialOfTheStoreIsATrial() {
        Bought bought = APP_STORE.buy(AppStoreWorld.PRO, Map.of("trial", true));
        assertThat(claim(account, bought).json().at("/subscription/status").asString())
                .isEqualTo("trialing");
    }

    /** B17: the store's own id of the purchase outlives the account that tried it. */
    @Test
    void whoTriedInTheStoreHasNoFreeTrialUnderAnotherAccount() {
        Bought bought = APP_STORE.buy(AppStoreWorld.PRO, Map.of("trial", true));
        assertThat(claim(account, bought).status()).isEqualTo(200);
        jdbc.sql("insert into closed_account (account_id) values (?)").param(account).update();
        UUID second = UUID.randomUUID();
        assertThat(api.entitlement(second).path("status").asString()).isEqualTo("trialing");
        assertThat(claim(second, bought).status()).isEqualTo(200);
        APP_STORE.cause(bought.id(), "EXPIRED");
        await().atMost(PATIENCE)
                .until(() -> api.entitlement(second).path("plan").asString(), "free"::equals);
        assertThat(api.entitlement(second).path("status").asString()).isEqualTo("expired");
    }

    @Test
    void aFamilysPurchaseAndAnUnknownProductAreOfNoUse() {
        Bought shared = APP_STORE.buy(AppStoreWorld.PRO, Map.of("ownership", "FAMILY_SHARED"));
        assertThat(claim(account, shared).status()).isEqualTo(409);
        Bought unknown = APP_STORE.buy("app.feedtape.hat", Map.of());
        assertThat(claim(account, unknown).status()).isEqualTo(409);
        assertThat(rows(shared.id()) + rows(unknown.id())).isZero();
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("free");
    }

    @Test
    void aPurchaseInASecondStoreIsKeptBesideTheFirst() {
        buy(account, "pro");
        Bought bought =
                APP_STORE.buy(
                        AppStoreWorld.ENTERPRISE, Map.of("account_token", account.toString()));
        claim(account, bought);
        assertThat(api.entitlement(account).path("plan").asString()).isEqualTo("enterprise");
        APP_STORE.cause(bought.id(), "REFUND");
        awaitPlan(account, "pro");
        assertThat(api.entitlement(account).path("source").asString()).isEqualTo("stripe");
    }
}
