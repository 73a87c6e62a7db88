package app.feedtape.billing;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

class CatalogueTest extends BillingTest {

    @Test
    void thePlansArePublicAndAsTheProductPageHasThem() {
        BillingApi.Answer answer = api.get("/api/subscription/plans");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode plans = answer.json().path("plans");
        assertThat(
                        StreamSupport.stream(plans.spliterator(), false)
                                .map(plan -> plan.path("name").asString()))
                .containsExactly("free", "pro", "enterprise");
        JsonNode free = plans.get(0);
        assertThat(free.at("/limits/characters_per_day").asLong()).isEqualTo(20_000);
        assertThat(free.at("/limits/feeds").asInt()).isEqualTo(3);
        assertThat(free.at("/limits/api_calls_per_day").asLong()).isEqualTo(5_000);
        assertThat(free.at("/features/api_access").asBoolean()).isFalse();
        assertThat(free.at("/trial_days").asInt()).isEqualTo(7);
        JsonNode pro = plans.get(1);
        assertThat(pro.at("/prices/0/amount_minor").asInt()).isEqualTo(1999);
        assertThat(pro.at("/prices/0/currency").asString()).isEqualTo("USD");
        assertThat(pro.at("/limits/feeds").isNull()).isTrue();
        assertThat(pro.at("/limits/rate_limits/speech/requests").asInt()).isEqualTo(120);
        JsonNode enterprise = plans.get(2);
        assertThat(enterprise.at("/limits/characters_per_day").asLong()).isEqualTo(2_000_000);
        assertThat(enterprise.at("/limits/rate_limits/api/requests").asInt()).isEqualTo(600);
        assertThat(enterprise.at("/features/dedicated_support").asBoolean()).isTrue();
        assertThat(answer.body()).doesNotContain("price_pro_monthly");
    }

    @Test
    void everyPlanIsToldToTheOthersAndAChangeIsANewVersion() {
        try (KafkaProbe probe = KafkaProbe.fromBeginning("plan")) {
            PlanChanged free = probe.await(PlanChanged.class, fact -> fact.plan().equals("free"));
            assertThat(free.limits().voiceEngines()).containsExactly("standard");
            assertThat(free.rateLimits())
                    .containsKeys("api", "jobs", "login", "register", "speech", "refresh");
            try {
                asOwner("update plan set kept_audio_mb = 101 where name = 'free'");
                PlanChanged changed =
                        probe.await(
                                PlanChanged.class,
                                fact ->
                                        fact.plan().equals("free")
                                                && fact.version() > free.version());
                assertThat(changed.limits().keptAudioMegabytes()).isEqualTo(101);
            } finally {
                asOwner("update plan set kept_audio_mb = 100 where name = 'free'");
            }
        }
        List<Long> versions =
                jdbc.sql("select version from plan_history where plan = 'free' order by version")
                        .query(Long.class)
                        .list();
        assertThat(versions).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
    }

    /** The catalogue is remembered between requests. */
    @Test
    void whoAsksSeesAChangeOfAPlanOrAPriceAtOnceHoweverItWasMade() {
        assertThat(ofPro("/display_name")).isEqualTo("Pro");
        String price =
                "update price set amount_minor = %d where store = 'stripe' and plan = 'pro' and period = 'month' and active";
        try {
            asOwner("update plan set display_name = 'Professional' where name = 'pro'");
            assertThat(ofPro("/display_name")).isEqualTo("Professional");
            asOwner(price.formatted(2_099));
            assertThat(ofPro("/prices/0/amount_minor")).isEqualTo("2099");
        } finally {
            asOwner("update plan set display_name = 'Pro' where name = 'pro'");
            asOwner(price.formatted(1_999));
        }
        assertThat(ofPro("/display_name") + ofPro("/prices/0/amount_minor")).isEqualTo("Pro1999");
    }

    private String ofPro(String place) {
        return api.get("/api/subscription/plans").json().at("/plans/1" + place).asString();
    }

    /** Decision 0098. */
    @Test
    void aClientIsShownThePricesOfTheStoreItSellsIn() {
        assertThat(storesOf("")).containsOnly("signup", "stripe");
        assertThat(storesOf("?store=apple")).containsOnly("signup", "apple");
        assertThat(storesOf("?store=google")).containsOnly("signup", "google");
        assertThat(api.get("/api/subscription/plans?store=market").status()).isEqualTo(400);
    }

    private List<String> storesOf(String query) {
        return api.get("/api/subscription/plans" + query)
                .json()
                .path("plans")
                .valueStream()
                .flatMap(plan -> plan.path("prices").valueStream())
                .map(price -> price.path("store").asString())
                .distinct()
                .toList();
    }

    @Test
    void historyCanNeitherBeChangedNorRemovedByTheService() {
        for (String change :
                List.of(
                        "update plan_history set version = 7",
                        "delete from plan_history",
                        "delete from purchase_history",
                        "update purchase_history set cause = 'x'",
                        "delete from twin_report",
                        "update plan set version = 99",
                        "update price_history set version = 99",
                        "delete from audit_entry",
                        "update audit_entry set reason = 'x'")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> jdbc.sql(change).update())
                    .isInstanceOf(DataAccessException.class);
        }
    }

    private static void asOwner(String sql) {
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                app.feedtape.test.TestInfrastructure.postgresUrl(),
                                "billing_owner",
                                app.feedtape.test.TestInfrastructure.password("billing_owner"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (java.sql.SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
