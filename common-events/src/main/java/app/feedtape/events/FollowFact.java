package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** What feed-service says about follows. */
public sealed interface FollowFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.FOLLOW;
    }

    /**
     * How many feeds a listener follows now.
     *
     * @param version grows with every change of this account's follows
     * @param overLimit how many of them are past the plan's limit and not refreshed
     */
    record FollowCountChanged(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("version") long version,
            @JsonProperty("follows") int follows,
            @JsonProperty("over_limit") int overLimit,
            @JsonProperty("changed_at") Instant changedAt)
            implements FollowFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
