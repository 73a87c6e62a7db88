package app.feedtape.feed.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.feed.FeedServiceTest;
import app.feedtape.test.KafkaProbe;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest extends FeedServiceTest {

    @Test
    void aSuspendedListenerIsRefusedOnALivingTokenUntilReinstated() {
        Listener ann = freeListener();
        assertThat(ann.get("/api/feeds").status()).isEqualTo(200);
        try (KafkaProbe facts = KafkaProbe.fromNow("account")) {
            facts.publish("auth-service", account(ann, 2, "suspended"));
            await().untilAsserted(() -> {
                Answer answer = ann.get("/api/feeds");
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.code()).isEqualTo("ACCOUNT_SUSPENDED");
            });

            facts.publish("auth-service", account(ann, 3, "active"));
            await().untilAsserted(() -> assertThat(ann.get("/api/feeds").status()).isEqualTo(200));

            facts.publish("auth-service", account(ann, 4, "deleted"));
            await().untilAsserted(() -> assertThat(ann.get("/api/feeds").status()).isEqualTo(401));
        }
    }

    @Test
    void anEndedSessionIsRefusedOnALivingToken() {
        Listener ann = freeListener();
        assertThat(ann.get("/api/feeds").status()).isEqualTo(200);
        try (KafkaProbe facts = KafkaProbe.fromNow("session")) {
            facts.publish(
                    "auth-service",
                    new SessionEnded(ann.accountId, ann.sessionId, Instant.now(), "reuse"));
        }
        await().untilAsserted(() -> {
            Answer answer = ann.get("/api/feeds");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        });
    }

    private static AccountChanged account(Listener listener, long version, String status) {
        return new AccountChanged(
                listener.accountId,
                version,
                null,
                true,
                null,
                status,
                List.of("listener"),
                new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard"),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
