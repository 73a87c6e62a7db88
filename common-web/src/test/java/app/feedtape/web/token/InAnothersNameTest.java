package app.feedtape.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.web.problem.Refusal;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InAnothersNameTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /api/me, true, true",
        "HEAD, /api/audio/{id}, true, true",
        "PATCH, /api/me, false, true",
        "PATCH, /v1/auth/me, false, true",
        "GET, /v1/auth/me, true, true",
        "DELETE, /api/me, false, false",
        "DELETE, /v1/auth/me, false, false",
        "PUT, /api/me/email, false, false",
        "POST, /api/me/export, false, false",
        "GET, /api/me/export/{id}, false, false",
        "GET, /v1/auth/me/export, false, false",
        "GET, /api/me/jobs/{id}/download, false, false",
        "GET, /api/mentions, true, true",
        "POST, /api/feeds, false, true",
        "GET, /api/keys, false, false",
        "GET, /api/keys/{id}, false, false",
        "GET, /api/keysmith, true, true",
        "GET, /auth/sessions, false, false",
        "POST, /auth/password/reset, false, false",
        "GET, /auth, false, false",
        "GET, /authors, true, true",
        "GET, /api/billing/invoices, false, false",
        "GET, /api/subscription/me, true, true",
        "POST, /api/subscription/validate-receipt, false, false",
        "GET, /api/admin/users, false, false",
        "GET, /v1/admin/users, false, false",
        "POST, /api/orgs, false, false",
        "TRACE, /api/feeds, false, true"
    })
    void lookingIsOpenWritingIsAskedForAndSomeThingsAreShut(
            String method, String path, boolean mayLook, boolean mayWrite) {
        UUID operator = UUID.randomUUID();
        assertThat(allows(operator, "listener", method, path)).isEqualTo(mayLook);
        assertThat(allows(operator, InAnothersName.WRITE, method, path)).isEqualTo(mayWrite);
    }

    @Test
    void thePersonThemselvesIsNotMeant() {
        assertThat(allows(null, "listener", "DELETE", "/api/me")).isTrue();
        assertThat(allows(null, "listener", "POST", "/api/keys")).isTrue();
    }

    private static boolean allows(
            @Nullable UUID operator, String scope, String method, String path) {
        AccessToken token =
                new AccessToken(
                        UUID.randomUUID(),
                        null,
                        UUID.randomUUID(),
                        "t",
                        Instant.EPOCH,
                        Instant.MAX,
                        "free",
                        0,
                        Set.of("listener"),
                        Set.of(scope),
                        operator == null ? null : operator.toString(),
                        Set.of(),
                        null);
        try {
            InAnothersName.check(token, method, path);
            return true;
        } catch (Refusal refused) {
            return false;
        }
    }
}
