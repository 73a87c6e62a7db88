package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What becomes of a deleted account in the thirty days after. Moves the clock. */
class ErasureTest extends LifeTest {

    @Autowired private MeterRegistry metrics;

    @Test
    void everyRowGoesAfterThirtyDaysAndTheJobIsCompleteWhenEveryServiceHasConfirmed() {
        Pair pair = signIn(somebody());
        UUID account = account(pair);
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy", "account", "notification")) {
            UUID task = deleted(pair);
            OTHERS.reversed().forEach(service -> confirm(probe, service, task, account, "closed"));
            confirm(probe, "feed-service", task, account, "closed");
            confirm(probe, "feed-service", UUID.randomUUID(), account, "closed");
            confirm(probe, "mailman", task, account, "closed");
            awaitState(task, "closed");

            clock.advance(Duration.ofDays(29));
            assertThat(task(task).path("state").asString()).isEqualTo("closed");
            assertThat(EveryRow.mentioning(jdbc, account.toString())).contains("account");
            clock.advance(Duration.ofDays(1));
            ErasureDue due = probe.await(ErasureDue.class, fact -> fact.taskId().equals(task));
            assertThat(due.accountId()).isEqualTo(account);
            probe.awaitRecord(record ->
                    record.topic().equals("account")
                            && record.value() == null
                            && account.toString().equals(record.key()));
            // The trail of what was done keeps ids, and nothing else of whom it was done to.
            assertThat(EveryRow.mentioning(jdbc, account.toString()))
                    .containsExactly("audit_entry", "closed_account", "privacy_task");

            OTHERS.stream()
                    .skip(1)
                    .forEach(service -> confirm(probe, service, task, account, "erased"));
            Awaitility.await().untilAsserted(() -> assertThat(done(task)).isEqualTo(4));
            assertThat(task(task).path("state").asString()).isEqualTo("closed");
            confirm(probe, "feed-service", task, account, "erased");
            awaitState(task, "complete");
            confirm(probe, "feed-service", task, account, "closed");

            lateMail(probe, account);
            assertThat(task(task).path("state").asString()).isEqualTo("complete");
        }
    }

    private long done(UUID task) {
        return task(task)
                .path("parts")
                .valueStream()
                .filter(part -> part.path("done").asBoolean())
                .count();
    }

    /** A mail for somebody erased is passed over, and the next one is not held up by it. */
    private void lateMail(KafkaProbe probe, UUID account) {
        Person other = somebody();
        UUID otherAccount = account(signIn(other));
        for (UUID id : new UUID[] {account, otherAccount}) {
            probe.publish(
                    "/billing-service",
                    new NotificationRequested(id, "payment_failed", Map.of(), "late " + id));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(mailsTo(other)).isNotEmpty());
        assertThat(EveryRow.mentioning(jdbc, account.toString())).doesNotContain("mail", "account");
    }

    @Test
    void whoDoesNotConfirmIsAskedAgainAndAnOperatorSeesIt() {
        Pair pair = signIn(somebody());
        UUID account = account(pair);
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            UUID task = deleted(pair);
            probe.await(ErasureRequested.class, fact -> fact.taskId().equals(task));
            OTHERS.stream()
                    .skip(1)
                    .forEach(service -> confirm(probe, service, task, account, "closed"));
            clock.advance(Duration.ofMinutes(11));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            probe.heard(ErasureRequested.class).stream()
                                            .filter(fact -> fact.taskId().equals(task))
                                            .count()
                                    >= 2);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            metrics.get("feedtape.privacy.confirmations.overdue").gauge().value()
                                    >= 1);
            confirm(probe, "feed-service", task, account, "closed");
            awaitState(task, "closed");
        }
    }
}
