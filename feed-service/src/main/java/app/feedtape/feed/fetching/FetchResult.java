package app.feedtape.feed.fetching;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of asking for a feed. */
sealed interface FetchResult {

    /** The whole body, at most as large as is allowed. */
    record Fetched(byte[] body, @Nullable String contentType, Validators validators)
            implements FetchResult {}

    /** Unchanged since last time. */
    record NotModified() implements FetchResult {}

    /** The feed has ended for good (410). */
    record Gone() implements FetchResult {}

    /**
     * Anything else.
     *
     * @param retryAfter what the server asked for, already clamped; null when it asked for nothing
     */
    record Failed(FetchProblem problem, @Nullable Duration retryAfter) implements FetchResult {
        Failed(FetchProblem problem) {
            this(problem, null);
        }
    }
}
