package app.feedtape.messaging.standing;

import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import java.util.UUID;

/**
 * What ended under a living token: its account's right to act, or its session. An account nobody
 * has heard of is a new one and may act, but only once everything said so far has been read.
 */
final class Standing implements CallerVeto {

    private final StateView<UUID, String> accountStatuses;
    private final RecentView<UUID, SessionEnded> endedSessions;

    Standing(
            StateView<UUID, String> accountStatuses, RecentView<UUID, SessionEnded> endedSessions) {
        this.accountStatuses = accountStatuses;
        this.endedSessions = endedSessions;
    }

    /**
     * Refuses with 403 ACCOUNT_SUSPENDED, 401 UNAUTHENTICATED for a deleted account or an ended
     * session, and 503 UPSTREAM_UNAVAILABLE while that cannot be known yet.
     */
    @Override
    public void check(Caller caller) {
        AccessToken token = caller.token();
        // Asked before the look-up: what was read in between is then not missed.
        boolean everythingIsRead = accountStatuses.isCaughtUp() && endedSessions.isCaughtUp();
        switch (accountStatuses.find(token.accountId()).orElse("active")) {
            case "suspended" ->
                    throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
            case "deleted" ->
                    throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
            default -> {}
        }
        if (endedSessions.find(token.sessionId()).isPresent()) {
            throw ErrorCode.UNAUTHENTICATED.because("This session has ended. Please sign in.");
        }
        if (!everythingIsRead) {
            throw ErrorCode.UPSTREAM_UNAVAILABLE
                    .because("The service is starting. Please try again.")
                    .withHeader("Retry-After", "2");
        }
    }
}
