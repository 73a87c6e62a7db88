package app.feedtape.gateway.route;

/**
 * What a route takes as its request body.
 *
 * @param kind what it has to be
 * @param maximumBytes on the wire; more is 413, whatever the client announced
 */
public record Body(Kind kind, int maximumBytes) {

    /** The kinds of body there are. */
    public enum Kind {
        /** No body at all. */
        NOTHING,
        /** {@code application/json}, in UTF-8. */
        JSON,
        /** {@code application/x-www-form-urlencoded}. */
        FORM,
        /** Forwarded byte for byte, whatever it says it is. */
        RAW
    }

    private static final int KIBIBYTE = 1024;

    static Body nothing() {
        return new Body(Kind.NOTHING, 0);
    }

    static Body json(int kibibytes) {
        return new Body(Kind.JSON, kibibytes * KIBIBYTE);
    }

    static Body form(int kibibytes) {
        return new Body(Kind.FORM, kibibytes * KIBIBYTE);
    }

    static Body raw(int kibibytes) {
        return new Body(Kind.RAW, kibibytes * KIBIBYTE);
    }
}
