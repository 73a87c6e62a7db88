package app.feedtape.localstack.launcher;

/** A command cannot be done; the message says in one line what the person can do about it. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
        super(message);
    }

    public Refused(String message, Throwable cause) {
        super(message, cause);
    }
}
