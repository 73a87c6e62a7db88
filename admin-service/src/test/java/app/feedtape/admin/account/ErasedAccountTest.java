package app.feedtape.admin.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.admin.AdminServiceTest;
import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators still see of somebody who has deleted their account. */
class ErasedAccountTest extends AdminServiceTest {

    @Autowired private JdbcClient jdbc;
    @Autowired private ReadModelRebuild rebuild;

    @Test
    void nothingIsSeenOfAnErasedAccountAndNoLateFactOrRebuildBringsItBack() {
        String email = "gone-" + UUID.randomUUID() + "@example.com";
        UUID account = appeared(email);
        UUID task = UUID.randomUUID();
        facts.publish("tts-service", usage(account, LocalDate.now(java.time.ZoneOffset.UTC), 1, 5));
        facts.publish("feed-service", follows(account, 1, 2, 0));
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service",
                    new ErasureRequested(
                            task, account, Instant.now(), Instant.now().plus(Duration.ofDays(30))));
            awaitStage(probe, task, "closed");
            assertThat(EveryRow.mentioning(jdbc, email)).isEmpty();
            assertThat(user(account).path("status").asString()).isEqualTo("deleted");

            probe.publish("/auth-service", new ErasureDue(task, account, Instant.now()));
            awaitStage(probe, task, "erased");
            assertThat(get("/api/admin/users/" + account).status()).isEqualTo(404);

            facts.publish("auth-service", account(account, 7, email, "active", "listener"));
            facts.publish("billing-service", entitlement(account, 7, "pro", "active"));
            facts.publish("feed-service", follows(account, 7, 2, 0));
            facts.publish(
                    "tts-service", usage(account, LocalDate.now(java.time.ZoneOffset.UTC), 7, 5));
            rebuild.rebuild();
            awaitInbox();
            assertThat(EveryRow.mentioning(jdbc, account.toString()))
                    .containsExactly("closed_account");
        }
    }

    /** Every topic of the read model has been heard past the late facts. */
    private void awaitInbox() {
        UUID after = UUID.randomUUID();
        facts.publish("feed-service", follows(after, 1, 1, 0));
        facts.publish("billing-service", entitlement(after, 1, "pro", "active"));
        appeared("after-" + UUID.randomUUID() + "@example.com");
        await().untilAsserted(() ->
                assertThat(
                                jdbc.sql(
                                                "select (select count(*) from follow_count where account_id = :id) + (select count(*) from entitlement where payer_id = :id)")
                                        .param("id", after)
                                        .query(Long.class)
                                        .single())
                        .isEqualTo(2));
    }

    private static void awaitStage(KafkaProbe probe, UUID task, String stage) {
        probe.await(
                PartConfirmed.class,
                fact ->
                        fact.taskId().equals(task)
                                && fact.stage().equals(stage)
                                && fact.service().equals("admin-service"));
    }

    @Test
    void aPartOfAnExportIsHandedInEvenThoughNothingIsOwnedHere() {
        UUID task = UUID.randomUUID();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            probe.publish(
                    "/auth-service",
                    new ExportRequested(
                            task,
                            UUID.randomUUID(),
                            Instant.now(),
                            Instant.now().plus(Duration.ofDays(7))));
        }
        await().until(() -> TestIdentity.shared().part(task, "admin-service").isPresent());
    }
}
