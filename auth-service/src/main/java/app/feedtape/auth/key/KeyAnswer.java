package app.feedtape.auth.key;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown.
 *
 * @param secret only in the answer that made it
 */
record KeyAnswer(
        @JsonProperty("id") UUID id,
        @JsonProperty("name") String name,
        @JsonProperty("scopes") List<String> scopes,
        @JsonProperty("prefix") String prefix,
        @JsonProperty("requests_per_minute") @Nullable Integer requestsPerMinute,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("expires_at") @Nullable Instant expiresAt,
        @JsonProperty("last_used_at") @Nullable Instant lastUsedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("secret")
                @Nullable String secret) {

    static KeyAnswer of(ApiKey key) {
        return of(key, null);
    }

    static KeyAnswer of(KeyIssue.Issued issued) {
        return of(issued.key(), issued.secret().value());
    }

    private static KeyAnswer of(ApiKey key, @Nullable String secret) {
        return new KeyAnswer(
                key.id(),
                key.name(),
                key.scopeNames(),
                key.prefix(),
                key.requestsPerMinute(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                secret);
    }

    @Override
    public String toString() {
        return "KeyAnswer[" + id + "]";
    }
}
