package app.feedtape.web.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A token that was right, as it is kept for as long as it lives: a hundred thousand of them share
 * what most of them say alike, and hold the rest in numbers, about a quarter of what the claims
 * take themselves.
 */
final class RememberedToken {

    /** More than there are plans times sets of roles; past that nothing is shared. */
    private static final int MAXIMUM_SHARED = 1_000;

    private static final Map<Sort, Sort> SORTS = new ConcurrentHashMap<>();

    private final long accountHigh;
    private final long accountLow;
    private final long sessionHigh;
    private final long sessionLow;
    private final @Nullable UUID organizationId;
    private final byte[] tokenId;
    private final long issuedAt;
    private final long expiresAt;
    private final long entitlementVersion;
    private final Sort sort;
    private final @Nullable String actor;
    private final AccessToken.@Nullable Key key;

    /** What many tokens say alike. */
    private record Sort(String plan, Set<String> roles, Set<String> scopes, Set<String> methods) {

        static Sort of(AccessToken token) {
            Sort own = new Sort(token.plan(), token.roles(), token.scopes(), token.methods());
            Sort known = SORTS.get(own);
            if (known != null || SORTS.size() >= MAXIMUM_SHARED) {
                return known == null ? own : known;
            }
            SORTS.put(own, own);
            return own;
        }
    }

    RememberedToken(AccessToken token) {
        this.accountHigh = token.accountId().getMostSignificantBits();
        this.accountLow = token.accountId().getLeastSignificantBits();
        this.sessionHigh = token.sessionId().getMostSignificantBits();
        this.sessionLow = token.sessionId().getLeastSignificantBits();
        this.organizationId = token.organizationId();
        this.tokenId = token.tokenId().getBytes(StandardCharsets.UTF_8);
        this.issuedAt = token.issuedAt().getEpochSecond();
        this.expiresAt = token.expiresAt().getEpochSecond();
        this.entitlementVersion = token.entitlementVersion();
        this.sort = Sort.of(token);
        this.actor = token.actor();
        this.key = token.key();
    }

    /** Its claims; times in tokens are whole seconds. */
    AccessToken token() {
        return new AccessToken(
                new UUID(accountHigh, accountLow),
                organizationId,
                new UUID(sessionHigh, sessionLow),
                new String(tokenId, StandardCharsets.UTF_8),
                Instant.ofEpochSecond(issuedAt),
                Instant.ofEpochSecond(expiresAt),
                sort.plan(),
                entitlementVersion,
                sort.roles(),
                sort.scopes(),
                actor,
                sort.methods(),
                key);
    }
}
