package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * What has to happen with everything the house keeps of a person, and what has happened. auth asks,
 * every service confirms its part; asking twice changes nothing.
 */
public sealed interface PrivacyFact extends Fact {

    UUID accountId();

    @Override
    default Topic topic() {
        return Topic.PRIVACY;
    }

    @Override
    default String key() {
        return accountId().toString();
    }

    /**
     * A person has deleted their account: access, caches and sharing end now.
     *
     * @param taskId what confirmations name
     * @param dueAt when the rows go as well
     */
    record ErasureRequested(
            @JsonProperty("task_id") UUID taskId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("requested_at") Instant requestedAt,
            @JsonProperty("due_at") Instant dueAt)
            implements PrivacyFact {}

    /** The time has come: every row of the account goes. */
    record ErasureDue(
            @JsonProperty("task_id") UUID taskId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("due_at") Instant dueAt)
            implements PrivacyFact {}

    /**
     * A person wants to have what is kept of them.
     *
     * @param until a part handed in later is not wanted any more
     */
    record ExportRequested(
            @JsonProperty("task_id") UUID taskId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("requested_at") Instant requestedAt,
            @JsonProperty("until") Instant until)
            implements PrivacyFact {}

    /**
     * A service has done its part of an erasure.
     *
     * @param service such as {@code feed-service}
     * @param stage {@code closed} when access, caches and sharing are gone, {@code erased} when the
     *     rows are
     */
    record PartConfirmed(
            @JsonProperty("task_id") UUID taskId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("service") String service,
            @JsonProperty("stage") String stage,
            @JsonProperty("confirmed_at") Instant confirmedAt)
            implements PrivacyFact {}

    /**
     * A free trial was or may be taken by whoever has this address or this account at a provider.
     *
     * @param claim keyed hash, hexadecimal; nothing can be told from it but that two are the same
     */
    record TrialClaimed(
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("claim") String claim,
            @JsonProperty("claimed_at") Instant claimedAt)
            implements PrivacyFact {}
}
