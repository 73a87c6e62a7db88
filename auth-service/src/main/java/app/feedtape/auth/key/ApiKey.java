package app.feedtape.auth.key;

import app.feedtape.events.KeyFact.KeyChanged;
import app.feedtape.web.token.KeyScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A program's way in, as its owner sees it. Its secret is not part of it.
 *
 * @param organizationId whose plan and characters it spends; null for the owner's own
 * @param version grows with every change
 * @param prefix how its current secret begins
 * @param requestsPerMinute its own limit beside the account's; null for the plan's
 * @param lastUsedAt written within a minute
 */
record ApiKey(
        UUID id,
        UUID accountId,
        @Nullable UUID organizationId,
        long version,
        String name,
        List<KeyScope> scopes,
        String prefix,
        @Nullable Integer requestsPerMinute,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    List<String> scopeNames() {
        return scopes.stream().map(KeyScope::wireName).toList();
    }

    KeyChanged fact(Instant changedAt) {
        return new KeyChanged(
                accountId, id, version, revokedAt == null ? "active" : "revoked", changedAt);
    }

    /** For the audit trail. */
    String description() {
        return "key %s: %s".formatted(id, String.join(" ", scopeNames()));
    }
}
