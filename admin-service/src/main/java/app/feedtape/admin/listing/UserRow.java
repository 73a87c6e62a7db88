package app.feedtape.admin.listing;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account in a list.
 *
 * @param plan null until billing has said one
 */
record UserRow(
        UUID id,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        String status,
        List<String> roles,
        @Nullable String plan,
        @Nullable String subscriptionStatus,
        Instant createdAt) {}
