package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Who wants to be told of new articles, and what has come for them. */
public sealed interface ArticleFact extends Fact {

    /**
     * billing-service says whether an account has an endpoint for new articles; told to
     * feed-service, so that it says nothing of everybody else.
     *
     * @param version grows with every change of this account's wish; an older one is dropped
     */
    record InterestChanged(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("version") long version,
            @JsonProperty("wanted") boolean wanted,
            @JsonProperty("changed_at") Instant changedAt)
            implements ArticleFact {

        @Override
        public Topic topic() {
            return Topic.ARTICLE_INTEREST;
        }

        @Override
        public String key() {
            return accountId.toString();
        }
    }

    /**
     * feed-service says that a feed which the account follows has new articles. No link and no
     * title: what they are is asked there.
     *
     * @param feedId the account's own id of the feed, as {@code GET /api/feeds} has it
     * @param articleIds the oldest first, at most a hundred
     */
    record ArticlesArrived(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("feed_id") UUID feedId,
            @JsonProperty("article_ids") List<UUID> articleIds,
            @JsonProperty("arrived_at") Instant arrivedAt)
            implements ArticleFact {

        @Override
        public Topic topic() {
            return Topic.ARTICLE;
        }

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
