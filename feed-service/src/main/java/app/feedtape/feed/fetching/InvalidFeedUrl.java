package app.feedtape.feed.fetching;

/** An address no feed can have; the message says why, for the person who typed it. */
public final class InvalidFeedUrl extends RuntimeException {

    InvalidFeedUrl(String message) {
        super(message, null, false, false);
    }

    /** Why, in words for the person. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
