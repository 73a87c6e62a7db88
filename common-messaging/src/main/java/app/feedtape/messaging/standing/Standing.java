package app.feedtape.messaging.standing;

import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.messaging.view.StateView;
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

    @Override
    public void check(Caller caller) {
        AccessToken token = caller.token();
        boolean everythingIsRead = accountStatuses.isCaughtUp() && endedSessions.isCaughtUp();
        Endings.check(
                accountStatuses.find(token.accountId()).orElse("active"),
                endedSessions.find(token.sessionId()).isPresent(),
                everythingIsRead);
    }
}
