package app.feedtape.auth.passkey;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key pair in somebody's device, as far as we hold it.
 *
 * @param credential the public key with its id, as the device attested it
 * @param signCount how often the device says it has signed; 0 for those that do not count
 * @param transports how a browser may reach the device
 */
record Passkey(
        UUID id,
        UUID accountId,
        byte[] credentialId,
        byte[] credential,
        long signCount,
        boolean backupEligible,
        boolean backedUp,
        Set<String> transports,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    @Override
    public String toString() {
        return "Passkey[" + id + "]";
    }
}
