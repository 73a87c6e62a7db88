package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** What auth-service says about signed-in devices. */
public sealed interface SessionFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.SESSION;
    }

    /** A device signed in. */
    record SessionStarted(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("session_id") UUID sessionId,
            @JsonProperty("started_at") Instant startedAt)
            implements SessionFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }

    /**
     * A session is over and no access token of it may be honoured any more.
     *
     * @param reason {@code logout}, {@code logout_all}, {@code reuse}, {@code suspended}, {@code
     *     revoked}, {@code expired}, {@code password_changed}, {@code second_factor_changed},
     *     {@code provider_revoked}, {@code displaced} or {@code account_deleted}; more may come
     */
    record SessionEnded(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("session_id") UUID sessionId,
            @JsonProperty("ended_at") Instant endedAt,
            @JsonProperty("reason") String reason)
            implements SessionFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
