package app.feedtape.messaging.standing;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;

/** What a living token is told once its account may not act any more, or its session has ended. */
public final class Endings {

    private Endings() {}

    /**
     * Refuses with 403 ACCOUNT_SUSPENDED, 401 UNAUTHENTICATED for a deleted account or an ended
     * session, and 503 UPSTREAM_UNAVAILABLE while that cannot be known yet.
     *
     * @param status the account's; one nobody has heard of is a new one and active
     * @param everythingIsRead whether all that was said has been read, asked before the look-up:
     *     what was read in between is then not missed
     * @throws Refusal unless the token's caller may act
     */
    public static void check(String status, boolean sessionHasEnded, boolean everythingIsRead) {
        switch (status) {
            case "suspended" ->
                    throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
            case "deleted" ->
                    throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
            default -> {}
        }
        if (sessionHasEnded) {
            throw ErrorCode.UNAUTHENTICATED.because("This session has ended. Please sign in.");
        }
        if (!everythingIsRead) {
            throw ErrorCode.UPSTREAM_UNAVAILABLE
                    .because("The service is starting. Please try again.")
                    .withHeader("Retry-After", "2");
        }
    }
}
