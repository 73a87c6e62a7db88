package app.feedtape.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RememberedTokenTest {

    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    private static AccessToken token(
            @Nullable UUID organization, @Nullable String actor, AccessToken.@Nullable Key key) {
        return new AccessToken(
                UUID.randomUUID(),
                organization,
                UUID.randomUUID(),
                "7.\u00e9" + UUID.randomUUID(),
                NOW,
                NOW.plusSeconds(3600),
                "pro",
                12,
                Set.of("listener", "admin"),
                Set.of("feeds:read"),
                actor,
                Set.of("pwd", "mfa"),
                key);
    }

    @Test
    void whatIsRememberedIsAllThatTheTokenSaid() {
        UUID id = UUID.randomUUID();
        for (AccessToken said :
                new AccessToken[] {
                    token(null, null, null),
                    token(id, id.toString(), null),
                    token(null, null, new AccessToken.Key(id, 30))
                }) {
            assertThat(new RememberedToken(said).token()).isEqualTo(said);
        }
    }
}
