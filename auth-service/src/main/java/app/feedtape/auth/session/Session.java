package app.feedtape.auth.session;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signed-in device.
 *
 * @param expiresAt 90 days after it started, however often it is refreshed
 * @param strongAt when a second factor was last shown in it
 */
public record Session(
        UUID id,
        UUID accountId,
        Proof proof,
        Device device,
        Instant startedAt,
        Instant lastSeenAt,
        Instant expiresAt,
        @Nullable Instant strongAt) {}
