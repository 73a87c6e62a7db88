package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What tts-service says about background jobs. */
public sealed interface JobFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.JOB;
    }

    /**
     * A job is over.
     *
     * @param status {@code done}, {@code failed} or {@code cancelled}
     * @param error a code of the catalogue, for one that failed or had to end
     * @param audioIds one per text of it, in order; those that are whole can be heard
     * @param characters code points of all its texts
     * @param charged what of it was paid
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record JobFinished(
            @JsonProperty("job_id") UUID jobId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("status") String status,
            @JsonProperty("error") @Nullable String error,
            @JsonProperty("audio_ids") List<UUID> audioIds,
            @JsonProperty("characters") long characters,
            @JsonProperty("charged") long charged,
            @JsonProperty("finished_at") Instant finishedAt)
            implements JobFact {

        @Override
        public String key() {
            return accountId.toString();
        }
    }
}
