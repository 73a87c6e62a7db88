package app.feedtape.billing.endpoint;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one try went.
 *
 * @param statusCode what the receiver answered; null when it did not
 * @param problem why there is no answer, or why it does not count; null when there is none
 * @param excerpt the beginning of the answer, as text
 * @param retryAfter how long the receiver wants to be left alone
 */
record Attempt(
        Duration took,
        @Nullable Integer statusCode,
        @Nullable String problem,
        @Nullable String excerpt,
        @Nullable Duration retryAfter) {

    private static final int GONE = 410;

    static Attempt failed(Duration took, String problem) {
        return new Attempt(took, null, problem, null, null);
    }

    /** Any 2xx; a redirect is no success and is not followed. */
    boolean isSuccess() {
        return statusCode != null && statusCode >= 200 && statusCode < 300 && problem == null;
    }

    /** The receiver wants nothing any more. */
    boolean isGone() {
        return statusCode != null && statusCode == GONE;
    }
}
