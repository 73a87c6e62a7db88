package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What auth-service says about the rate limits of an account; the limits themselves are plans'. */
public sealed interface LimitFact extends Fact {

    /** Everything an account's calls can be counted under. */
    Set<String> SCOPES =
            Set.of(
                    "api",
                    "login",
                    "register",
                    "refresh",
                    "password_reset",
                    "two_factor",
                    "decisions",
                    "jobs",
                    "key",
                    "speech");

    @Override
    default Topic topic() {
        return Topic.LIMIT;
    }

    /**
     * An operator let an account begin anew. Whoever counts its calls counts them from zero for
     * every number that grew.
     *
     * @param version grows with every clearing of this account
     * @param cleared how often each scope was cleared so far; a scope never cleared is not named
     */
    record LimitsCleared(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("version") long version,
            @JsonProperty("cleared") Map<String, Long> cleared,
            @JsonProperty("cleared_at") Instant clearedAt)
            implements LimitFact {

        public LimitsCleared {
            cleared = Map.copyOf(cleared);
        }

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
