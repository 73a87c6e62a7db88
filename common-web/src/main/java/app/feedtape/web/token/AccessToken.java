package app.feedtape.web.token;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a listener's token whose signature, issuer, audience and times were right.
 *
 * @param accountId who acts ({@code sub})
 * @param organizationId whose quota is spent, when not the person's own ({@code org})
 * @param sessionId the signed-in device it belongs to ({@code sid})
 * @param tokenId unique per token ({@code jti})
 * @param plan the plan when it was issued; facts override it
 * @param entitlementVersion the entitlement's version when it was issued ({@code ent_v}), 0 when
 *     none was known
 * @param actor who acts in the person's name, for impersonation ({@code act.sub})
 * @param methods how the person proved who they are ({@code amr}, RFC 8176); empty when the token
 *     does not say
 * @param key the API key it was exchanged for; null when a person is signed in. {@code sid} is then
 *     the key's id and no session's
 */
public record AccessToken(
        UUID accountId,
        @Nullable UUID organizationId,
        UUID sessionId,
        String tokenId,
        Instant issuedAt,
        Instant expiresAt,
        String plan,
        long entitlementVersion,
        Set<String> roles,
        Set<String> scopes,
        @Nullable String actor,
        Set<String> methods,
        @Nullable Key key) {

    /**
     * An API key.
     *
     * @param requestsPerMinute its own limit; 0 when it has the plan's
     */
    public record Key(UUID id, long requestsPerMinute) {}

    /**
     * Whose limits and characters are spent: the organization's if the token names one, else the
     * person's.
     */
    public UUID payerId() {
        return organizationId != null ? organizationId : accountId;
    }

    /** Whether a second factor has been shown in this session. */
    public boolean isProvenTwice() {
        return methods.contains("mfa");
    }
}
