package app.feedtape.admin.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.admin.AdminServiceTest;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.FactType;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestInfrastructure;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class RebuildTest extends AdminServiceTest {

    @Autowired private JdbcClient jdbc;
    @Autowired private ReadModelRebuild rebuild;
    @Autowired private RebuildLock lock;
    @Autowired private HikariDataSource pool;

    private static String operatorService() {
        return TestIdentity.shared().serviceToken("operator", "admin-service").bearer();
    }

    @Test
    void aRebuiltReadModelIsTheSameRowByRow() {
        UUID id = appeared(UUID.randomUUID() + "@example.com");
        facts.publish(
                "auth-service", account(id, 5, "five@example.com", "active", "listener", "admin"));
        facts.publish("auth-service", account(id, 4, "four@example.com", "active", "listener"));
        facts.publish("billing-service", plan("free", 20_000L, 3));
        facts.publish("billing-service", entitlement(id, 2, "free", "trialing"));
        facts.publish("feed-service", follows(id, 1, 1, 0));
        facts.publish("tts-service", usage(id, LocalDate.of(2026, 11, 20), 9, 900));
        await().untilAsserted(() -> {
            assertThat(user(id).path("email").asString()).isEqualTo("five@example.com");
            assertThat(user(id).path("plan").asString()).isEqualTo("free");
            assertThat(user(id).path("feeds").path("count").asInt()).isEqualTo(1);
            assertThat(dump()).contains("900");
        });
        String before = dump();
        jdbc.sql("update account set email = 'wrong', version = 1").update();
        jdbc.sql("update plan set feeds = 77").update();
        jdbc.sql("update follow_count set version = 1000, follows = 77").update();
        jdbc.sql(
                        """
                        insert into entitlement (payer_id, version, plan, status, source, changed_at)
                        values (gen_random_uuid(), 1, 'ghost', 'active', 'stripe', now())
                        """)
                .update();
        jdbc.sql("delete from usage_day").update();

        Answer answer = send("POST", "/internal/read-model/rebuild", operatorService());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("rows").asLong()).isPositive();
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void aRebuildThatFailsLosesNothing() {
        UUID id = appeared(UUID.randomUUID() + "@example.com");
        String before = dump();
        TestInfrastructure.kafka().takeAway();
        try {
            assertThatThrownBy(() -> rebuild.rebuild(Duration.ofSeconds(2)))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refused ->
                                    assertThat(refused.code())
                                            .isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE));

            assertThat(dump()).isEqualTo(before);
            assertThat(user(id).path("status").asString()).isEqualTo("active");
        } finally {
            TestInfrastructure.kafka().bringBack();
        }
        assertThat(rebuild.rebuild()).isPositive();
    }

    @Test
    void onlyOneRebuildRunsAtATime() {
        assertThat(
                        lock.<Answer>tryHold(() ->
                                        send(
                                                "POST",
                                                "/internal/read-model/rebuild",
                                                operatorService()))
                                .orElseThrow()
                                .code())
                .isEqualTo("CONFLICT");
        assertThat(send("POST", "/internal/read-model/rebuild", operatorService()).status())
                .isEqualTo(200);
    }

    @Test
    void aRebuildTakesNoConnectionFromThoseWhoWait() {
        int inUse =
                lock.tryHold(() -> pool.getHikariPoolMXBean().getActiveConnections()).orElseThrow();
        assertThat(inUse).isZero();
    }

    @Test
    void whatIsSaidAfterARebuildIsStillHeard() {
        UUID id = appeared(UUID.randomUUID() + "@example.com");
        send("POST", "/internal/read-model/rebuild", operatorService());

        facts.publish("auth-service", account(id, 2, "later@example.com", "active", "listener"));

        await().untilAsserted(() ->
                assertThat(user(id).path("email").asString()).isEqualTo("later@example.com"));
    }

    @Test
    void whatCannotBeReadHoldsUpNeitherTheTopicNorARebuild() {
        facts.publishRaw(
                "account",
                UUID.randomUUID().toString(),
                "{not json".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of(
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_type",
                        FactType.of(AccountChanged.class).ceType(),
                        "ce_source",
                        "auth-service",
                        "ce_time",
                        "2026-11-20T10:00:00Z"));
        UUID id = appeared(UUID.randomUUID() + "@example.com");

        assertThat(send("POST", "/internal/read-model/rebuild", operatorService()).status())
                .isEqualTo(200);
        assertThat(user(id).path("status").asString()).isEqualTo("active");
    }

    @Test
    void onlyTheOperatorsMayOrderIt() {
        String path = "/internal/read-model/rebuild";

        assertThat(send("POST", path, null).status()).isEqualTo(401);
        assertThat(send("POST", path, operator("admin").bearer()).status()).isEqualTo(401);
        assertThat(
                        send(
                                        "POST",
                                        path,
                                        TestIdentity.shared()
                                                .serviceToken("tts-service", "admin-service")
                                                .bearer())
                                .status())
                .isEqualTo(403);
        assertThat(
                        send(
                                        "POST",
                                        path,
                                        TestIdentity.shared()
                                                .serviceToken("operator", "tts-service")
                                                .bearer())
                                .status())
                .isEqualTo(401);
    }

    private String dump() {
        return String.join(
                "\n",
                List.of("account", "plan", "entitlement", "follow_count", "usage_day").stream()
                        .map(table ->
                                jdbc.sql(
                                                "select coalesce(string_agg(r, E'\\n' order by r), '') from (select (to_jsonb(t) - 'run')::text as r from %s t) x"
                                                        .formatted(table))
                                        .query(String.class)
                                        .single())
                        .toList());
    }
}
