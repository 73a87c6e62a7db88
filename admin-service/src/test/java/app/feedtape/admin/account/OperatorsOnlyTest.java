package app.feedtape.admin.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.admin.AdminServiceTest;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsOnlyTest extends AdminServiceTest {

    private static final List<String> READS =
            List.of("/api/admin/users", "/v1/admin/users", "/api/admin/users/" + UUID.randomUUID());

    private void assertRefused(TestToken token, int status, String code) {
        for (String path : READS) {
            Answer answer = send("GET", path, token.bearer());
            assertThat(answer.status()).as(path).isEqualTo(status);
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.body().has("items")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "support"})
    void operatorsRead(String role) {
        assertThat(send("GET", "/api/admin/users", operator(role).bearer()).status())
                .isEqualTo(200);
    }

    @Test
    void everybodyElseIsRefused() {
        for (String path : READS) {
            assertThat(send("GET", path, null).status()).isEqualTo(401);
        }
        assertRefused(TestIdentity.shared().accessToken(), 403, "FORBIDDEN");
        assertRefused(TestIdentity.shared().accessToken().plan("enterprise", 3), 403, "FORBIDDEN");
        assertRefused(
                operator("admin").expiresAt(Instant.now().minusSeconds(3600)),
                401,
                "TOKEN_EXPIRED");
        assertRefused(
                operator("admin").with("act", Map.of("sub", UUID.randomUUID().toString())),
                403,
                "FORBIDDEN");
        assertRefused(operator("admin").with("amr", null), 403, "TWO_FACTOR_REQUIRED");
        assertRefused(operator("support").with("amr", List.of("pwd")), 403, "TWO_FACTOR_REQUIRED");
        assertRefused(operator("admin").withBrokenSignature(), 401, "UNAUTHENTICATED");
        assertRefused(
                TestIdentity.shared().serviceToken("operator", "admin-service"),
                401,
                "UNAUTHENTICATED");
    }

    @Test
    void whoIsSuspendedOrDemotedUnderALivingTokenIsRefused() {
        UUID suspended = UUID.randomUUID();
        UUID demoted = UUID.randomUUID();
        UUID deleted = UUID.randomUUID();
        UUID session = UUID.randomUUID();
        TestToken tokenOfDeleted = operator("admin").account(deleted);
        TestToken tokenOfSuspended = operator("admin").account(suspended);
        TestToken tokenOfDemoted = operator("admin").account(demoted);
        assertThat(send("GET", "/api/admin/users", tokenOfDemoted.bearer()).status())
                .isEqualTo(200);

        facts.publish("auth-service", changedNow(suspended, "suspended", "listener", "admin"));
        facts.publish("auth-service", changedNow(demoted, "active", "listener"));

        facts.publish("auth-service", changedNow(deleted, "deleted", "listener", "admin"));
        facts.publish(
                "auth-service",
                new SessionEnded(UUID.randomUUID(), session, Instant.now(), "logout_all"));

        await().untilAsserted(() -> assertRefused(tokenOfSuspended, 403, "ACCOUNT_SUSPENDED"));
        await().untilAsserted(() -> assertRefused(tokenOfDeleted, 401, "UNAUTHENTICATED"));
        await().untilAsserted(() ->
                assertRefused(operator("admin").session(session), 401, "UNAUTHENTICATED"));
        await().untilAsserted(() -> assertRefused(tokenOfDemoted, 403, "FORBIDDEN"));
    }

    @Test
    void whoIsPromotedNeedsNoNewToken() {
        UUID promoted = UUID.randomUUID();
        TestToken token = TestIdentity.shared().accessToken().account(promoted);

        facts.publish("auth-service", changedNow(promoted, "active", "listener", "support"));

        await().untilAsserted(() ->
                assertThat(send("GET", "/api/admin/users", token.bearer()).status())
                        .isEqualTo(200));
    }

    private static AccountChanged changedNow(UUID id, String status, String... roles) {
        AccountChanged account = account(id, 2, id + "@example.com", status, roles);
        return new AccountChanged(
                id,
                2,
                account.email(),
                true,
                "Op",
                status,
                account.roles(),
                account.settings(),
                LONG_AGO,
                Instant.now());
    }
}
