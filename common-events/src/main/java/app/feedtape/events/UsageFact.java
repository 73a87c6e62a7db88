package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What tts-service says about characters spent. Sum of recorded minus refunded = the ledger,
 * exactly.
 */
public sealed interface UsageFact extends Fact {

    /**
     * Characters were committed: delivered by the voice and stored.
     *
     * @param entryId the ledger entry it tells of; a consumer counts an entry once
     * @param day the UTC day of the hold it was booked on
     * @param characters code points of cleaned text, at least 1
     */
    record UsageRecorded(
            @JsonProperty("entry_id") UUID entryId,
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("day") LocalDate day,
            @JsonProperty("characters") long characters,
            @JsonProperty("audio_id") UUID audioId,
            @JsonProperty("voice") String voice,
            @JsonProperty("engine") String engine,
            @JsonProperty("language") String language,
            @JsonProperty("recorded_at") Instant recordedAt)
            implements UsageFact {

        @Override
        public Topic topic() {
            return Topic.USAGE;
        }

        @Override
        public String key() {
            return payerId.toString();
        }
    }

    /**
     * Characters that were held for a request and given back because the voice did not deliver
     * them. They were never part of a recorded amount.
     */
    record UsageRefunded(
            @JsonProperty("entry_id") UUID entryId,
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("day") LocalDate day,
            @JsonProperty("characters") long characters,
            @JsonProperty("reason") String reason,
            @JsonProperty("refunded_at") Instant refundedAt)
            implements UsageFact {

        @Override
        public Topic topic() {
            return Topic.USAGE;
        }

        @Override
        public String key() {
            return payerId.toString();
        }
    }

    /**
     * A payer's day has reached a threshold of its characters; said once per payer, day and
     * threshold.
     *
     * @param accountId whose listening reached it
     * @param percent 80 or 100; a booking that reaches both at once says 100
     * @param characters committed on that day, this booking included
     * @param limit of the day when the characters of this booking were set aside
     */
    record ThresholdReached(
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("day") LocalDate day,
            @JsonProperty("percent") int percent,
            @JsonProperty("characters") long characters,
            @JsonProperty("limit") long limit,
            @JsonProperty("reached_at") Instant reachedAt)
            implements UsageFact {

        @Override
        public Topic topic() {
            return Topic.USAGE;
        }

        @Override
        public String key() {
            return payerId.toString();
        }
    }

    /** The total of a payer's UTC day as the ledger's counter has it; the newest version wins. */
    record DayTotalled(
            @JsonProperty("payer_id") UUID payerId,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("day") LocalDate day,
            @JsonProperty("version") long version,
            @JsonProperty("characters") long characters,
            @JsonProperty("requests") long requests,
            @JsonProperty("changed_at") Instant changedAt)
            implements UsageFact {

        @Override
        public Topic topic() {
            return Topic.USAGE_DAY;
        }

        @Override
        public String key() {
            return payerId + ":" + day;
        }
    }
}
