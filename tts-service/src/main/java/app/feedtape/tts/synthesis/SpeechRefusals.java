package app.feedtape.tts.synthesis;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;

/**
 * What a listener is told when there is not even a first segment (faults.md, V6). Only what the
 * provider says about the request itself is the listener's business.
 */
final class SpeechRefusals {

    private SpeechRefusals() {}

    static Refusal of(RuntimeException failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        Refusal refusal =
                failure instanceof SpeechFailure speech ? of(speech.kind()) : unavailable();
        return refusal.causedBy(failure);
    }

    private static Refusal of(SpeechFailure.Kind kind) {
        return switch (kind) {
            case TEXT_TOO_LONG -> ErrorCode.TEXT_TOO_LONG.because("Text too large");
            case LANGUAGE_NOT_SPOKEN ->
                    ErrorCode.LANGUAGE_UNSUPPORTED.because(
                            "This voice does not speak the language.");
            case ENGINE_NOT_SPOKEN ->
                    Refusal.invalid("quality", "This voice does not speak in that quality.");
            case THROTTLED,
                    TRANSIENT,
                    BROKEN,
                    IMPLAUSIBLE,
                    TOO_SLOW,
                    DENIED,
                    REFUSED,
                    NOT_TRIED,
                    ABANDONED ->
                    unavailable();
        };
    }

    /** Another instance goes on making it, so nothing can be said about its cost. */
    static Refusal madeElsewhere() {
        return ErrorCode.SPEECH_UNAVAILABLE
                .because("The voice needs longer than usual. Ask for the same again.")
                .withHeader("Retry-After", "5");
    }

    /** Its listener may not act any more; what was begun is kept and paid. */
    static Refusal stopped() {
        return ErrorCode.SPEECH_UNAVAILABLE.because("This was stopped.");
    }

    static Refusal unavailable() {
        return ErrorCode.SPEECH_UNAVAILABLE
                .because("The voice cannot speak at the moment. Nothing was charged.")
                .withHeader("Retry-After", "5");
    }
}
