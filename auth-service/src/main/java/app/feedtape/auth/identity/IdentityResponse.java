package app.feedtape.auth.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A linked provider as its owner sees it. */
record IdentityResponse(
        @JsonProperty("id") UUID id,
        @JsonProperty("provider") String provider,
        @JsonProperty("email") @Nullable String email,
        @JsonProperty("email_verified") boolean emailVerified,
        @JsonProperty("forwards_mail") boolean forwardsMail,
        @JsonProperty("linked_at") Instant linkedAt,
        @JsonProperty("last_used_at") Instant lastUsedAt) {

    static IdentityResponse of(Identity identity) {
        return new IdentityResponse(
                identity.id(),
                identity.provider(),
                identity.email(),
                identity.emailVerified(),
                identity.forwardsMail(),
                identity.linkedAt(),
                identity.lastUsedAt());
    }
}
