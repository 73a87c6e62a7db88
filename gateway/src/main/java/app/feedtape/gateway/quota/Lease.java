package app.feedtape.gateway.quota;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Calls that billing-service has counted and this instance may spend.
 *
 * @param limit of the day; null is unlimited
 * @param calls of the day that are counted, these included
 * @param granted those that may be spent now
 * @param resetsAt when the day is over
 */
record Lease(
        @JsonProperty("limit") @Nullable Long limit,
        @JsonProperty("calls") long calls,
        @JsonProperty("granted") long granted,
        @JsonProperty("resets_at") Instant resetsAt) {}
