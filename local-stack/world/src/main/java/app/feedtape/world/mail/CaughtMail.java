package app.feedtape.world.mail;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A mail as one recipient got it; {@code text} or {@code html} is empty when the mail has no such
 * part.
 */
record CaughtMail(
        String id,
        String to,
        String from,
        String subject,
        String text,
        String html,
        @JsonProperty("received_at") Instant receivedAt) {}
