package app.feedtape.auth.life;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An erasure or an export over all services.
 *
 * @param dueAt when the rows of an erased account go
 * @param expiresAt until when an export can be had
 * @param hasFile whether it can be had now
 */
record PrivacyTask(
        UUID id,
        UUID accountId,
        Kind kind,
        State state,
        Instant requestedAt,
        @Nullable Instant dueAt,
        @Nullable Instant completedAt,
        @Nullable Instant expiresAt,
        boolean hasFile) {

    enum Kind {
        ERASURE,
        EXPORT;

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum State {
        /** Not every service has confirmed yet. */
        RUNNING,
        /** An erasure: access, caches and sharing are gone everywhere; the rows wait their time. */
        CLOSED,
        /** Every service has confirmed everything. */
        COMPLETE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
