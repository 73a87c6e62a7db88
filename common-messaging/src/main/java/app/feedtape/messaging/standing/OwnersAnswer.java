package app.feedtape.messaging.standing;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What auth-service itself says of an account and one of its sessions.
 *
 * @param status {@code active}, {@code suspended} or {@code deleted}
 * @param roles of {@code listener}, {@code support}, {@code admin}
 */
public record OwnersAnswer(
        @JsonProperty("status") String status,
        @JsonProperty("roles") List<String> roles,
        @JsonProperty("session_over") boolean sessionOver) {

    /** Refuses as what ended under a token is refused everywhere. */
    public void check() {
        Endings.check(status, sessionOver, true);
    }
}
