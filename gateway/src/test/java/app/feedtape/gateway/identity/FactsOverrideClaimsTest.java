package app.feedtape.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.gateway.GatewayTest;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestToken;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FactsOverrideClaimsTest extends GatewayTest {

    private static final ListenerSettings SETTINGS =
            new ListenerSettings("Lucia", BigDecimal.ONE, "auto", "standard");

    private final UUID account = UUID.randomUUID();
    private final UUID session = UUID.randomUUID();
    private final TestToken token = listener(account, "wide").session(session);
    private KafkaProbe auth;

    @BeforeEach
    void signIn() {
        auth = KafkaProbe.fromNow("account");
        assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void leave() {
        auth.close();
    }

    private void becomes(long version, String status, String... roles) {
        becomes(version, status, Clock.systemUTC().instant(), roles);
    }

    private void becomes(long version, String status, Instant changedAt, String... roles) {
        auth.publish(
                "auth-service",
                new AccountChanged(
                        account,
                        version,
                        "a@example.com",
                        true,
                        null,
                        status,
                        List.of(roles),
                        SETTINGS,
                        changedAt,
                        changedAt));
    }

    /** The promise is one second. */
    private void felt(Runnable change) {
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(change::run);
    }

    @Test
    void aSuspendedAccountIsOutAndAnActivatedOneIsBack() {
        becomes(2, "suspended", "listener");
        felt(() -> assertRefused(get("/api/feeds", token), 403, "ACCOUNT_SUSPENDED"));
        assertRefused(
                post("/graphql", "{\"query\":\"{ me { id } }\"}", token), 403, "ACCOUNT_SUSPENDED");
        becomes(3, "active", "listener");
        felt(() -> assertThat(get("/api/feeds", token).statusCode()).isEqualTo(200));
    }

    /** Times are those of transactions' beginnings, and the one that began first may wait. */
    @Test
    void theNewerVersionHoldsThoughItsChangeBeganEarlier() {
        Instant began = Clock.systemUTC().instant();
        becomes(5, "active", began.plusMillis(50), "listener");
        becomes(6, "suspended", began, "listener");
        felt(() -> assertRefused(get("/api/feeds", token), 403, "ACCOUNT_SUSPENDED"));
    }

    @Test
    void aDeletedAccountIsUnknown() {
        becomes(2, "deleted", "listener");
        felt(() -> assertRefused(get("/api/feeds", token), 401, "UNAUTHENTICATED"));
    }

    @Test
    void anEndedSessionIsOutAndTheOtherSessionsStay() {
        TestToken elsewhere = listener(account, "wide");
        auth.publish(
                "auth-service",
                new SessionEnded(account, session, Clock.systemUTC().instant(), "logout"));
        felt(() -> assertRefused(get("/api/feeds", token), 401, "UNAUTHENTICATED"));
        assertThat(get("/api/feeds", elsewhere).statusCode()).isEqualTo(200);
    }

    @Test
    void aRoleIsWhatTheNewestFactSays() {
        TestToken asAdmin = listener(account, "wide").roles("listener", "admin");
        assertRefused(get("/api/admin/users", token), 403, "FORBIDDEN");
        assertThat(get("/api/admin/users", asAdmin).statusCode()).isEqualTo(200);
        TestToken oneFactor = listener(account, "wide").roles("listener", "admin");
        assertRefused(
                get("/api/admin/users", oneFactor.with("amr", null)), 403, "TWO_FACTOR_REQUIRED");
        assertRefused(
                post("/v1/admin/users/bulk", "{}", oneFactor.with("amr", List.of("pwd"))),
                403,
                "TWO_FACTOR_REQUIRED");
        assertThat(get("/api/feeds", oneFactor).statusCode()).isEqualTo(200);

        becomes(2, "active", "listener");
        felt(() -> assertRefused(get("/api/admin/users", asAdmin), 403, "FORBIDDEN"));

        becomes(3, "active", "listener", "support");
        felt(() -> assertThat(get("/api/admin/users", token).statusCode()).isEqualTo(200));
        assertRefused(post("/api/admin/users/bulk", "{}", token), 403, "FORBIDDEN");
    }
}
