package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** What auth-service says about API keys. */
public sealed interface KeyFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.KEY;
    }

    /**
     * Something about an API key is not as it was: whoever remembers an exchange of it with a
     * smaller version must ask again.
     *
     * @param version grows by one with every change of this key
     * @param status {@code active} or {@code revoked}
     */
    record KeyChanged(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("key_id") UUID keyId,
            @JsonProperty("version") long version,
            @JsonProperty("status") String status,
            @JsonProperty("changed_at") Instant changedAt)
            implements KeyFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
