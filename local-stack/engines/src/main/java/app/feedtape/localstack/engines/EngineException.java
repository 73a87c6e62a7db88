package app.feedtape.localstack.engines;

/** An engine could not be started or asked; the message is one line a person can act on. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
