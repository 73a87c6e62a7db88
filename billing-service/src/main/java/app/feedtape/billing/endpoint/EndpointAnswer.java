package app.feedtape.billing.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as it is shown.
 *
 * @param formerSecretUntil until when the secret before the last signs as well
 * @param secret only in the answer that made it
 */
record EndpointAnswer(
        @JsonProperty("id") UUID id,
        @JsonProperty("url") String url,
        @JsonProperty("event_types") List<String> eventTypes,
        @JsonProperty("description") String description,
        @JsonProperty("enabled") boolean enabled,
        @JsonProperty("disabled_reason") @Nullable String disabledReason,
        @JsonProperty("failing_since") @Nullable Instant failingSince,
        @JsonProperty("former_secret_until") @Nullable Instant formerSecretUntil,
        @JsonProperty("created_at") Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("secret")
                @Nullable String secret) {

    static EndpointAnswer of(Endpoint endpoint) {
        return of(endpoint, null);
    }

    static EndpointAnswer of(Endpoint endpoint, @Nullable String secret) {
        return new EndpointAnswer(
                endpoint.id(),
                endpoint.url(),
                endpoint.eventTypes(),
                endpoint.description(),
                endpoint.enabled(),
                endpoint.disabledReason(),
                endpoint.failingSince(),
                endpoint.formerUntil(),
                endpoint.createdAt(),
                secret);
    }

    @Override
    public String toString() {
        return "EndpointAnswer[" + id + "]";
    }
}
