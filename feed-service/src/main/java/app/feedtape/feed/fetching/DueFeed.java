package app.feedtape.feed.fetching;

import java.util.UUID;

/**
 * A feed this instance has claimed to fetch.
 *
 * @param failures in a row so far
 */
record DueFeed(UUID id, UUID claim, String url, Validators validators, int failures) {}
