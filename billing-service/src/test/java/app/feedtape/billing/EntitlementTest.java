package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.test.KafkaProbe;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EntitlementTest extends BillingTest {

    @Test
    void aNewAccountGetsTheTrialThatBeganWhenItSignedUp() {
        UUID account = UUID.randomUUID();
        Instant created = Instant.now().minus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);
        try (KafkaProbe probe = KafkaProbe.fromBeginning("account", "entitlement")) {
            probe.publish("/auth-service", account(account, created));
            EntitlementChanged fact =
                    probe.await(EntitlementChanged.class, it -> it.payerId().equals(account));
            assertThat(fact.plan()).isEqualTo("free");
            assertThat(fact.status()).isEqualTo("trialing");
            assertThat(fact.source()).isEqualTo("signup");
            assertThat(fact.trialEndsAt()).isEqualTo(created.plus(7, ChronoUnit.DAYS));
            assertThat(fact.validUntil()).isEqualTo(fact.trialEndsAt());
            assertThat(fact.version()).isEqualTo(1);
            probe.publish("/auth-service", account(account, created));
        }
        assertThat(api.entitlement(account).path("version").asLong()).isEqualTo(1);
    }

    @Test
    void anAccountOlderThanItsTrialIsExpiredFromTheStart() {
        UUID account = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromBeginning("account", "entitlement")) {
            probe.publish(
                    "/auth-service", account(account, Instant.now().minus(30, ChronoUnit.DAYS)));
            EntitlementChanged fact =
                    probe.await(EntitlementChanged.class, it -> it.payerId().equals(account));
            assertThat(fact.status()).isEqualTo("expired");
            assertThat(fact.validUntil()).isNull();
        }
    }

    @Test
    void aPayerNobodyHasHeardOfHasOneEntitlementHoweverManyAskAtOnce() {
        UUID payer = UUID.randomUUID();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 20).forEach(n -> threads.submit(() -> api.entitlement(payer)));
        }
        JsonNode answer = api.entitlement(payer);
        assertThat(answer.path("payer_id").asString()).isEqualTo(payer.toString());
        assertThat(answer.path("version").asLong()).isEqualTo(1);
        assertThat(answer.path("plan").asString()).isEqualTo("free");
        assertThat(answer.at("/catalogue_plan/limits/characters_per_day").asLong())
                .isEqualTo(20_000);
        assertThat(
                        jdbc.sql("select count(*) from purchase where payer_id = ?")
                                .param(payer)
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
    }

    @Test
    void onlyServicesSeeInternalEndpointsAndOnlyOperatorsGivePlans() {
        UUID payer = UUID.randomUUID();
        String path = "/internal/entitlements/" + payer;
        assertThat(api.get(path).status()).isEqualTo(401);
        assertThat(api.get(path, BillingApi.listener(payer)).status()).isEqualTo(401);
        assertThat(api.get("/api/subscription/me", BillingApi.service("gateway")).status())
                .isEqualTo(401);
        assertThat(
                        api.get("/internal/entitlements/no-uuid", BillingApi.service("gateway"))
                                .status())
                .isEqualTo(404);
        assertThat(grant(BillingApi.service("tts-service"), payer, "pro", 30).status())
                .isEqualTo(403);
        assertThat(api.get("/api/subscription/me").status()).isEqualTo(401);
    }

    @Test
    void aGrantTakesThePlaceOfTheFormerOneAndFreeEndsIt() {
        UUID payer = UUID.randomUUID();
        String operator = BillingApi.service("operator");
        JsonNode pro = grant(operator, payer, "pro", 30).json();
        assertThat(pro.path("plan").asString()).isEqualTo("pro");
        assertThat(pro.path("source").asString()).isEqualTo("grant");
        assertThat(pro.path("valid_until").isNull()).isFalse();
        JsonNode enterprise = grant(operator, payer, "enterprise", 1).json();
        assertThat(enterprise.path("plan").asString()).isEqualTo("enterprise");
        assertThat(enterprise.path("version").asLong()).isGreaterThan(pro.path("version").asLong());
        JsonNode free = grant(operator, payer, "free", 1).json();
        assertThat(free.path("plan").asString()).isEqualTo("free");
        assertThat(free.path("source").asString()).isEqualTo("signup");
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from purchase_history h join purchase p on p.id = h.purchase_id
                                        where p.payer_id = ? and p.store = 'grant'
                                        """)
                                .param(payer)
                                .query(Long.class)
                                .single())
                .isEqualTo(4);
        assertThat(grant(operator, payer, "platinum", 1).status()).isEqualTo(400);
        assertThat(grant(operator, payer, "pro", 0).status()).isEqualTo(400);
        assertThat(grant(operator, payer, "pro\\u0000", 1).status()).isEqualTo(400);
        String reason = "{\"payer_id\":\"%s\",\"plan\":\"pro\",\"reason\":\"%s\"}";
        assertThat(
                        api.post("/internal/grants", operator, reason.formatted(payer, "a\\u0000b"))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void aSuspendedAccountIsRefusedOnATokenThatIsStillGood() {
        UUID account = UUID.randomUUID();
        String token = BillingApi.listener(account);
        assertThat(api.get("/api/subscription/me", token).status()).isEqualTo(200);
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            probe.publish("/auth-service", account(account, Instant.now(), 2, "suspended"));
        }
        await().untilAsserted(() ->
                assertThat(api.get("/api/subscription/me", token).status()).isEqualTo(403));
        assertThat(api.get("/api/subscription/me", token).code()).isEqualTo("ACCOUNT_SUSPENDED");
    }

    @Test
    void subscriptionOfMineSaysStatusSourceAndPlan() {
        UUID account = UUID.randomUUID();
        JsonNode mine = api.get("/api/subscription/me", BillingApi.listener(account)).json();
        assertThat(mine.at("/subscription/status").asString()).isEqualTo("trialing");
        assertThat(mine.at("/subscription/source").asString()).isEqualTo("signup");
        assertThat(mine.at("/subscription/trial_ends_at").asString()).isNotEmpty();
        assertThat(mine.at("/plan/name").asString()).isEqualTo("free");
        assertThat(mine.at("/plan/limits/feeds").asInt()).isEqualTo(3);
    }

    @Test
    void anOrganizationsEntitlementIsNotItsMembers() {
        UUID account = UUID.randomUUID();
        UUID organization = UUID.randomUUID();
        grant(BillingApi.service("operator"), organization, "enterprise", 30);
        String withSeat =
                app.feedtape.test.TestIdentity.shared()
                        .accessToken()
                        .account(account)
                        .organization(organization)
                        .bearer();
        assertThat(api.get("/api/subscription/me", withSeat).json().at("/plan/name").asString())
                .isEqualTo("enterprise");
        assertThat(
                        api.get("/api/subscription/me", BillingApi.listener(account))
                                .json()
                                .at("/plan/name")
                                .asString())
                .isEqualTo("free");
    }

    @Test
    void usageIsTheNewestTotalOfTheDay() {
        UUID payer = UUID.randomUUID();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (KafkaProbe probe = KafkaProbe.fromBeginning("usage-day")) {
            probe.publish("/tts-service", total(payer, today, 2, 1500));
            probe.publish("/tts-service", total(payer, today, 1, 700));
            probe.publish("/tts-service", total(payer, today.minusDays(1), 9, 99));
        }
        String token = BillingApi.listener(payer);
        await().untilAsserted(() ->
                assertThat(
                                api.get("/api/subscription/usage", token)
                                        .json()
                                        .at("/usage/characters")
                                        .asLong())
                        .isEqualTo(1500));
        JsonNode usage = api.get("/api/subscription/usage", token).json();
        assertThat(usage.at("/usage/minutes").asDouble()).isEqualTo(1.5);
        assertThat(usage.at("/limits/characters").asLong()).isEqualTo(20_000);
        assertThat(usage.at("/period/resets_at").asString())
                .isEqualTo(today.plusDays(1) + "T00:00:00Z");
    }

    @Test
    void everyPartitionOfEntitlementHearsTheHeartbeat() {
        try (KafkaProbe probe = KafkaProbe.fromBeginning("entitlement")) {
            for (int partition = 0; partition < 6; partition++) {
                int wanted = partition;
                assertThat(probe.await(Heartbeat.class, beat -> beat.partition() == wanted))
                        .isNotNull();
            }
        }
    }

    private BillingApi.Answer grant(String authorization, UUID payer, String plan, int days) {
        return api.post(
                "/internal/grants",
                authorization,
                "{\"payer_id\":\"%s\",\"plan\":\"%s\",\"days\":%d,\"reason\":\"a test\"}"
                        .formatted(payer, plan, days));
    }

    private static DayTotalled total(UUID payer, LocalDate day, long version, long characters) {
        return new DayTotalled(payer, payer, day, version, characters, version, Instant.now());
    }

    private static AccountChanged account(UUID id, Instant created) {
        return account(id, created, 1, "active");
    }

    private static AccountChanged account(UUID id, Instant created, long version, String status) {
        return new AccountChanged(
                id,
                version,
                id + "@example.com",
                true,
                null,
                status,
                List.of("listener"),
                new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                created,
                created);
    }
}
