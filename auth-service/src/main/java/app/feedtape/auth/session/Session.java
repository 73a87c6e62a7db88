package app.feedtape.auth.session;

import java.time.Instant;
import java.util.UUID;

/**
 * A signed-in device.
 *
 * @param expiresAt 90 days after it started, however often it is refreshed
 */
public record Session(
        UUID id,
        UUID accountId,
        String provenBy,
        Device device,
        Instant startedAt,
        Instant lastSeenAt,
        Instant expiresAt) {}
