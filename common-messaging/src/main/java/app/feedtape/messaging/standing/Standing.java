package app.feedtape.messaging.standing;

import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.messaging.view.StateView;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.CallerVeto;
import app.feedtape.web.token.AccessToken;
import app.feedtape.web.token.Caller;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * What ended under a living token: its account's right to act, or its session. An account nobody
 * has heard of is a new one and may act, but only once everything said so far has been read. While
 * the topics cannot be relied on, their owner is asked.
 */
final class Standing implements CallerVeto {

    private final StateView<UUID, String> accountStatuses;
    private final RecentView<UUID, SessionEnded> endedSessions;

    private final StandingCalls owner;

    Standing(
            StateView<UUID, String> accountStatuses,
            RecentView<UUID, SessionEnded> endedSessions,
            StandingCalls owner) {
        this.accountStatuses = accountStatuses;
        this.endedSessions = endedSessions;
        this.owner = owner;
    }

    @Override
    public void check(Caller caller) {
        AccessToken token = caller.token();
        boolean current =
                accountStatuses.isCurrentWithin(StandingCalls.RELIED_ON)
                        && endedSessions.isCurrentWithin(StandingCalls.RELIED_ON);
        boolean everythingIsRead = accountStatuses.isCaughtUp() && endedSessions.isCaughtUp();
        Endings.check(
                accountStatuses.find(token.accountId()).orElse("active"),
                endedSessions.find(token.sessionId()).isPresent(),
                everythingIsRead);
        if (!current) {
            ask(token).check();
        }
    }

    private OwnersAnswer ask(AccessToken token) {
        try {
            return owner.ask(token.accountId(), token.sessionId()).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof Refusal refusal ? refusal : failed;
        }
    }
}
