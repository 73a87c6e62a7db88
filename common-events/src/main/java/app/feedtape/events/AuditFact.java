package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to be answered for later: who did what to whom, and why. */
public sealed interface AuditFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.AUDIT;
    }

    /**
     * One entry of a service's audit trail, as it stands there for good.
     *
     * @param source the service that wrote it
     * @param actor {@code account:<id>} for a person or an operator, {@code operator} for the
     *     command line, {@code system} for the house itself
     * @param action of the source's closed list, such as {@code role_changed}
     * @param subjectId the account it was done to; null when it concerns the whole house
     * @param reason as the actor gave it, or what exactly was changed; never a secret
     */
    record AuditRecorded(
            @JsonProperty("entry_id") UUID entryId,
            @JsonProperty("source") String source,
            @JsonProperty("actor") String actor,
            @JsonProperty("action") String action,
            @JsonProperty("subject_id") @Nullable UUID subjectId,
            @JsonProperty("reason") @Nullable String reason,
            @JsonProperty("request_id") String requestId,
            @JsonProperty("recorded_at") Instant recordedAt)
            implements AuditFact {

        @Override
        public String key() {
            return subjectId == null ? source : subjectId.toString();
        }
    }
}
