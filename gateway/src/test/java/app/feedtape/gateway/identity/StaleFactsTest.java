package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.gateway.Fakes;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.messaging.standing.StandingCalls;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.test.TestToken;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Facts that do not come any more, as without Kafka: here their readers have been stopped. */
class StaleFactsTest extends GatewayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired private RecentView<UUID, AccountChanged> changedAccounts;
    @Autowired private RecentView<UUID, SessionEnded> endedSessions;

    private final TestToken token = listener().roles("listener", "admin");

    @BeforeEach
    void stopListening() {
        await().atMost(PATIENCE).until(this::areCurrent);
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        changedAccounts.stop();
        await().atMost(PATIENCE).until(() -> !areCurrent());
    }

    @AfterEach
    void listenAgain() {
        Fakes.everybodyStands();
        changedAccounts.start();
        await().atMost(PATIENCE).until(this::areCurrent);
    }

    private boolean areCurrent() {
        return changedAccounts.isCurrentWithin(StandingCalls.RELIED_ON)
                && endedSessions.isCurrentWithin(StandingCalls.RELIED_ON);
    }

    private static void felt(Runnable change) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(change::run);
    }

    @Test
    void whoWasEndedMeanwhileIsOutByTheOwnersWordAndTheOthersGoOn() {
        int before = Fakes.AUTH.seen("/internal/standing").size();
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        assertThat(get("/api/admin/users", token).statusCode()).isEqualTo(200);
        assertThat(Fakes.AUTH.seen("/internal/standing").size()).isGreaterThan(before);

        Fakes.stands("active", false, "listener");
        felt(() -> assertRefused(get("/api/admin/users", token), 403, "FORBIDDEN"));
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
        Fakes.stands("active", true, "listener");
        felt(() -> assertRefused(get("/api/feeds", token), 401, "UNAUTHENTICATED"));
        Fakes.stands("suspended", false, "listener");
        felt(() -> assertRefused(get("/api/feeds", token), 403, "ACCOUNT_SUSPENDED"));
        Fakes.AUTH.json("GET", "/internal/standing", 503, "{}");
        felt(() -> assertRefused(get("/api/feeds", token), 503, "UPSTREAM_UNAVAILABLE"));
    }
}
