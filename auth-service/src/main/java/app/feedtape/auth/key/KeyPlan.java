package app.feedtape.auth.key;

import app.feedtape.web.token.KeyScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be.
 *
 * @param requestsPerMinute null for the plan's limit
 * @param expiresAt null for a key that does not end by itself
 */
record KeyPlan(
        String name,
        List<KeyScope> scopes,
        @Nullable Integer requestsPerMinute,
        @Nullable Instant expiresAt) {}
