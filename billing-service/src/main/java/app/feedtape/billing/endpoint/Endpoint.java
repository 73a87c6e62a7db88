package app.feedtape.billing.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody wants to be told.
 *
 * @param disabledReason {@code owner}, {@code gone} after a 410, {@code failing} after five days;
 *     null while enabled
 * @param failingSince the first failure since the last success
 */
record Endpoint(
        UUID id,
        UUID payerId,
        UUID accountId,
        String url,
        String description,
        List<String> eventTypes,
        boolean enabled,
        @Nullable String disabledReason,
        @Nullable Instant failingSince,
        @Nullable Instant formerUntil,
        Instant createdAt) {

    /** An address may hold what only its owner knows. */
    @Override
    public String toString() {
        return "Endpoint[" + id + "]";
    }
}
