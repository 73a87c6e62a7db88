package app.feedtape.messaging.clock;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * A record of the clock topic.
 *
 * @param revision the newest counts
 * @param offsetMillis how far ahead of the machine's time from now on, at least 0
 * @param reset whether going back is meant
 */
record ClockMove(
        @JsonProperty("revision") long revision,
        @JsonProperty("offset_ms") long offsetMillis,
        @JsonProperty("reset") boolean reset) {

    static final ClockMove NONE = new ClockMove(0, 0, false);

    Duration offset() {
        return Duration.ofMillis(offsetMillis);
    }

    /** Time goes forward; back only to zero and only when that is said. */
    boolean mayFollow(ClockMove before) {
        if (revision <= before.revision() || offsetMillis < 0) {
            return false;
        }
        return offsetMillis >= before.offsetMillis() || (reset && offsetMillis == 0);
    }

    /** What an instance answers once it has moved. */
    record Confirmation(
            @JsonProperty("service") String service, @JsonProperty("revision") long revision) {}
}
