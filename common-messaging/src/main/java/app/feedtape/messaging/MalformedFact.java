package app.feedtape.messaging;

import org.jspecify.annotations.Nullable;

/** A record that no attempt will ever be able to read. */
public final class MalformedFact extends RuntimeException {

    public MalformedFact(String message) {
        super(message);
    }

    MalformedFact(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
