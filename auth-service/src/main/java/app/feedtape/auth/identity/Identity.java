package app.feedtape.auth.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A provider's person that opens an account.
 *
 * @param forwardsMail false while the provider does not forward to its hidden address
 */
record Identity(
        UUID id,
        UUID accountId,
        String provider,
        String subject,
        @Nullable String email,
        boolean emailVerified,
        boolean forwardsMail,
        Instant linkedAt,
        Instant lastUsedAt) {

    @Override
    public String toString() {
        return "Identity[" + id + "]";
    }
}
