package app.feedtape.feed.fetching;

import java.time.Duration;

/**
 * What one fetch may cost.
 *
 * @param total from the first byte asked to the last byte read, redirects included
 * @param connect for one connection, and again for its TLS handshake
 * @param bodyBytes of the body, after decoding
 * @param redirects followed
 */
record FetchBudget(Duration total, Duration connect, int bodyBytes, int redirects) {

    static final FetchBudget STANDARD =
            new FetchBudget(Duration.ofSeconds(10), Duration.ofSeconds(5), 5 * 1024 * 1024, 5);
}
