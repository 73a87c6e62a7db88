package app.feedtape.tts.synthesis;

import org.jspecify.annotations.Nullable;

/** The voice did not deliver. */
public final class SpeechFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, which decides whether it is worth another try. */
    public enum Kind {
        /** Too many calls; passes by itself. */
        THROTTLED(true),
        /** The provider or the way to it is ill. */
        TRANSIENT(true),
        /** What came is not the sound that was asked for. */
        BROKEN(true),
        /** Sound, but too little of it for the text; says something about the text as well. */
        IMPLAUSIBLE(true),
        /** No answer in time; another try would not be in time either. */
        TOO_SLOW(false),
        /** Our credentials are not taken: an alert for the operators. */
        DENIED(false),
        /** The provider does not take the request itself: an error of ours, and an alert. */
        REFUSED(false),
        /** For the provider the text is too long. */
        TEXT_TOO_LONG(false),
        /** The voice does not speak this language. */
        LANGUAGE_NOT_SPOKEN(false),
        /** The voice does not speak by this engine. */
        ENGINE_NOT_SPOKEN(false),
        /** Not even tried: the breaker is open or our budget with the provider is spent. */
        NOT_TRIED(false),
        /** Not tried because whoever wanted it has gone; others may still want it. */
        ABANDONED(false);

        private final boolean worthAnotherTry;

        Kind(boolean worthAnotherTry) {
            this.worthAnotherTry = worthAnotherTry;
        }
    }

    private final Kind kind;
    private final int acceptedCharacters;
    private final @Nullable String requestId;

    public SpeechFailure(Kind kind, String message) {
        this(kind, message, 0, null, null);
    }

    public SpeechFailure(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, 0, null, cause);
    }

    /**
     * @param acceptedCharacters what the provider charges all the same
     */
    public SpeechFailure(
            Kind kind,
            String message,
            int acceptedCharacters,
            @Nullable String requestId,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.acceptedCharacters = acceptedCharacters;
        this.requestId = requestId;
    }

    public Kind kind() {
        return kind;
    }

    public int acceptedCharacters() {
        return acceptedCharacters;
    }

    public @Nullable String requestId() {
        return requestId;
    }

    public boolean isWorthAnotherTry() {
        return kind.worthAnotherTry;
    }

    /** Whether it says something about the provider's health. */
    public boolean isTheProviders() {
        return switch (kind) {
            case THROTTLED, TRANSIENT, BROKEN, TOO_SLOW, DENIED -> true;
            case REFUSED,
                    NOT_TRIED,
                    ABANDONED,
                    IMPLAUSIBLE,
                    TEXT_TOO_LONG,
                    LANGUAGE_NOT_SPOKEN,
                    ENGINE_NOT_SPOKEN ->
                    false;
        };
    }
}
