package app.feedtape.web.outside;

/** An address that is not asked; the message says why, for the person who typed it. */
public final class UnusableAddress extends RuntimeException {

    UnusableAddress(String message) {
        super(message, null, false, false);
    }

    /** Why, in words for the person. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
