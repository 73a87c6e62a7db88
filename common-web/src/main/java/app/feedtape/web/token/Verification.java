package app.feedtape.web.token;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of checking a token. The reason of a rejection is for the log; the caller is told
 * nothing of it.
 */
public sealed interface Verification {

    /** A listener's token, to be honoured unless a later fact says otherwise. */
    record Accepted(AccessToken token) implements Verification {}

    /**
     * Another service's token, {@code sub} being {@code svc:<caller>}.
     *
     * @param operator in whose name it calls ({@code act.sub}); null for its own
     */
    record ServiceAccepted(String caller, @Nullable UUID operator) implements Verification {}

    /** Rightly signed and past its time. */
    record Expired() implements Verification {}

    /** Anything else. */
    record Rejected(String reason) implements Verification {}

    /** The keys could not be had, so nothing is known about the token. */
    record Unknown(String reason) implements Verification {}

    /** The refusal for everything that is not accepted. */
    default Refusal refusal() {
        return switch (this) {
            case Expired() -> ErrorCode.TOKEN_EXPIRED.because("The access token has expired.");
            case Unknown(String reason) ->
                    ErrorCode.UPSTREAM_UNAVAILABLE
                            .because("Sign-in cannot be checked at the moment. Please try again.")
                            .withHeader("Retry-After", "2");
            default -> ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
        };
    }
}
