package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** What feed-service says about texts that anybody may read. */
public sealed interface PublicTextFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.PUBLIC_TEXT;
    }

    /**
     * This cleaned text is one of an article fetched without credentials: its sound may be shared.
     * Nothing says whose article it is or who read it.
     *
     * @param textHash SHA-256 of the cleaned text in UTF-8, as hexadecimal digits
     * @param cleaningVersion the rules it was cleaned by
     */
    record TextPublished(
            @JsonProperty("text_hash") String textHash,
            @JsonProperty("cleaning_version") String cleaningVersion,
            @JsonProperty("published_at") Instant publishedAt)
            implements PublicTextFact {

        @Override
        public String key() {
            return textHash;
        }
    }
}
