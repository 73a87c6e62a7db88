package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of what somebody bought when they delete the account or want a copy. */
class PrivacyTest extends BillingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UUID task = UUID.randomUUID();

    private static ErasureRequested requested(UUID task, UUID account) {
        return new ErasureRequested(
                task, account, Instant.now(), Instant.now().plus(Duration.ofDays(30)));
    }

    private static void awaitStage(KafkaProbe probe, UUID task, String stage) {
        probe.await(
                PartConfirmed.class,
                fact ->
                        fact.taskId().equals(task)
                                && fact.stage().equals(stage)
                                && fact.service().equals("billing-service"));
    }

    private String status(String subscription) {
        return jdbc.sql("select status from purchase where original_id = ?")
                .param(subscription)
                .query(String.class)
                .single();
    }

    @Test
    void stripeIsCancelledAtOnceAndWhatItChargedStaysUnderANumberThatNobodyHas() {
        UUID account = UUID.randomUUID();
        String subscription = buy(account, "pro");
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "entitlement", "usage-day")) {
            probe.publish("/auth-service", requested(task, account));
            awaitStage(probe, task, "closed");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(status(subscription)).isEqualTo("expired"));
            await().atMost(PATIENCE).until(() -> openEndings(account) == 0);

            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "erased");
            assertThat(EveryRow.mentioning(jdbc, account.toString()))
                    .containsExactly("closed_account");
            assertThat(status(subscription)).isEqualTo("expired");
            probe.awaitRecord(record ->
                    record.topic().equals("entitlement")
                            && record.value() == null
                            && account.toString().equals(record.key()));
            nothingComesBack(probe, account);
        }
    }

    private long openEndings(UUID account) {
        return jdbc.sql("select count(*) from store_ending where payer_id = ?")
                .param(account)
                .query(Long.class)
                .single();
    }

    private void nothingComesBack(KafkaProbe probe, UUID account) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        UUID after = UUID.randomUUID();
        for (UUID id : List.of(account, after)) {
            probe.publish("/auth-service", account(id));
            probe.publish("/tts-service", new DayTotalled(id, id, today, 1, 5, 1, Instant.now()));
        }
        assertThat(
                        api.get("/internal/entitlements/" + account, BillingApi.service("gateway"))
                                .status())
                .isEqualTo(404);
        assertThat(
                        api.post(
                                        "/internal/grants",
                                        BillingApi.service("operator"),
                                        "{\"payer_id\":\"%s\",\"plan\":\"pro\",\"reason\":\"x\"}"
                                                .formatted(account))
                                .status())
                .isEqualTo(404);
        UUID last = UUID.randomUUID();
        probe.publish("/auth-service", new ErasureDue(last, UUID.randomUUID(), Instant.now()));
        awaitStage(probe, last, "erased");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(EveryRow.mentioning(jdbc, after.toString()))
                                .contains("entitlement", "usage_day"));
        assertThat(EveryRow.mentioning(jdbc, account.toString())).containsExactly("closed_account");
    }

    @Test
    void whatItMightAndWhatItDidIsForgottenAndOnlyTheOperatorsOrderStays() {
        UUID account = UUID.randomUUID();
        String operator = BillingApi.service("operator");
        api.order(
                "PUT",
                "/internal/payers/" + account + "/overrides/feeds",
                operator,
                "{\"amount\": 9, \"reason\": \"a test\"}");
        api.post(
                "/internal/api-calls",
                BillingApi.service("gateway"),
                "{\"payer_id\": \"%s\", \"held\": 0}".formatted(account));
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "usage")) {
            probe.publish("/tts-service", booking(account));
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(EveryRow.mentioning(jdbc, account.toString()))
                                    .contains(
                                            "api_call_day",
                                            "audit_entry",
                                            "limit_override",
                                            "rated_day",
                                            "rated_month"));
            probe.publish("/auth-service", requested(task, account));
            awaitStage(probe, task, "closed");
            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "erased");
        }
        assertThat(EveryRow.mentioning(jdbc, account.toString()))
                .containsExactly("audit_entry", "closed_account");
    }

    @Test
    void whatAMemberSpokeStaysInTheBooksOfWhoPaysForIt() {
        UUID account = UUID.randomUUID();
        UUID organization = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "usage")) {
            probe.publish("/tts-service", booking(account, organization));
            await().atMost(PATIENCE).until(() -> spokenFor(organization) == 10);
            probe.publish("/auth-service", requested(task, account));
            awaitStage(probe, task, "closed");
            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "erased");
        }
        assertThat(spokenFor(organization)).isEqualTo(10);
        assertThat(EveryRow.mentioning(jdbc, account.toString())).containsExactly("closed_account");
    }

    /** Of days and of months. */
    private long spokenFor(UUID payer) {
        return jdbc.sql(
                        """
                        select coalesce(sum(characters), 0) from (
                            select characters from rated_day where payer_id = :payer
                            union all select characters from rated_month where payer_id = :payer)
                        """)
                .param("payer", payer)
                .query(Long.class)
                .single();
    }

    private static UsageRecorded booking(UUID account) {
        return booking(account, account);
    }

    private static UsageRecorded booking(UUID account, UUID payer) {
        return new UsageRecorded(
                UUID.randomUUID(),
                payer,
                account,
                LocalDate.now(ZoneOffset.UTC),
                5,
                UUID.randomUUID(),
                "Lucia",
                "standard",
                "es",
                Instant.now());
    }

    @Test
    void nothingIsErasedWhileAStoreMightStillCharge() {
        UUID account = UUID.randomUUID();
        api.entitlement(account);
        jdbc.sql(
                        "insert into store_ending (kind, target, payer_id, next_try_at) values ('subscription', ?, ?, 'infinity')")
                .params("sub_" + account, account)
                .update();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish("/auth-service", requested(task, account));
            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "closed");
            UUID other = UUID.randomUUID();
            probe.publish("/auth-service", new ErasureDue(other, UUID.randomUUID(), Instant.now()));
            awaitStage(probe, other, "erased");
            assertThat(EveryRow.mentioning(jdbc, account.toString())).contains("entitlement");
            jdbc.sql("delete from store_ending where payer_id = ?").param(account).update();
            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "erased");
        }
    }

    @Test
    void aBuyerInAStoreThatWeCannotCancelIsToldHow() {
        UUID account = UUID.randomUUID();
        api.entitlement(account);
        jdbc.sql(
                        """
                        insert into purchase (id, payer_id, account_id, store, original_id, plan, status, started_at,
                            current_period_start, current_period_end, read_at)
                        values (gen_random_uuid(), :account, :account, 'apple', :original, 'pro', 'active', now(),
                            now(), now() + interval '20 days', now())
                        """)
                .param("account", account)
                .param("original", "apple-" + account)
                .update();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "notification")) {
            probe.publish("/auth-service", requested(task, account));
            NotificationRequested mail =
                    probe.await(
                            NotificationRequested.class, fact -> fact.accountId().equals(account));
            assertThat(mail.template()).isEqualTo("store_subscription_left");
            assertThat(mail.parameters()).containsEntry("store", "App Store");
        }
    }

    @Test
    void whoComesBackAfterDeletionHasNoSecondTrialWhicheverFactComesFirst() {
        String email = "a".repeat(32) + UUID.randomUUID().toString().replace("-", "");
        String github = "b".repeat(32) + UUID.randomUUID().toString().replace("-", "");
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID third = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "account", "entitlement")) {
            probe.publish("/auth-service", account(first));
            probe.publish("/auth-service", new TrialClaimed(first, email, Instant.now()));
            probe.publish("/auth-service", new TrialClaimed(first, github, Instant.now()));
            awaitClaims(first, 2);
            assertThat(api.entitlement(first).path("status").asString()).isEqualTo("trialing");

            // The account is heard of first, and has its trial for as long as nothing is known.
            assertThat(api.entitlement(second).path("status").asString()).isEqualTo("trialing");
            probe.publish("/auth-service", new TrialClaimed(second, email, Instant.now()));
            EntitlementChanged over =
                    probe.await(
                            EntitlementChanged.class,
                            fact ->
                                    fact.payerId().equals(second)
                                            && fact.status().equals("expired"));
            assertThat(over.trialEndsAt()).isNull();
            assertThat(over.plan()).isEqualTo("free");

            UUID erasure = UUID.randomUUID();
            probe.publish("/auth-service", requested(erasure, first));
            probe.publish("/auth-service", new ErasureDue(erasure, first, Instant.now()));
            awaitStage(probe, erasure, "erased");

            // Long after the first is erased, and the claim is heard of before the account.
            probe.publish("/auth-service", new TrialClaimed(third, github, Instant.now()));
            await().atMost(PATIENCE)
                    .until(() ->
                            jdbc.sql(
                                            "select exists (select 1 from trial_denial where payer_id = ?)")
                                    .param(third)
                                    .query(Boolean.class)
                                    .single());
            assertThat(api.entitlement(third).path("status").asString()).isEqualTo("expired");
            assertThat(api.entitlement(first).path("status").asString()).isNotEqualTo("trialing");
        }
    }

    @Test
    void theSamePersonTellingTheSameClaimAgainKeepsTheirTrial() {
        String claim = "c".repeat(32) + UUID.randomUUID().toString().replace("-", "");
        UUID account = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            for (int time = 0; time < 3; time++) {
                probe.publish("/auth-service", new TrialClaimed(account, claim, Instant.now()));
            }
            probe.publish("/auth-service", requested(task, UUID.randomUUID()));
            awaitStage(probe, task, "closed");
            awaitClaims(account, 1);
        }
        assertThat(api.entitlement(account).path("status").asString()).isEqualTo("trialing");
    }

    private void awaitClaims(UUID account, long number) {
        await().atMost(PATIENCE)
                .until(() ->
                        jdbc.sql("select count(*) from trial_claim where payer_id = ?")
                                        .param(account)
                                        .query(Long.class)
                                        .single()
                                == number);
    }

    @Test
    void aCopySaysWhatWasBought() {
        UUID account = UUID.randomUUID();
        buy(account, "pro");
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service",
                    new ExportRequested(
                            task, account, Instant.now(), Instant.now().plus(Duration.ofDays(7))));
        }
        await().atMost(PATIENCE)
                .until(() -> TestIdentity.shared().part(task, "billing-service").isPresent());
        JsonNode part =
                JsonMapper.shared()
                        .readTree(
                                TestIdentity.shared().part(task, "billing-service").orElseThrow());
        assertThat(part.at("/data/entitlement/0/plan").asString()).isEqualTo("pro");
        assertThat(part.at("/data/purchases").size()).isEqualTo(2);
        assertThat(part.toString()).doesNotContain("cus_", "checkout.");
    }

    private static AccountChanged account(UUID id) {
        return new AccountChanged(
                id,
                1,
                id + "@example.com",
                true,
                null,
                "active",
                List.of("listener"),
                new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                Instant.now(),
                Instant.now());
    }
}
