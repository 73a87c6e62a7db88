package app.feedtape.gateway.identity;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.messaging.standing.Endings;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.AccessToken;
import java.util.UUID;

/**
 * What ended under a living token: its session, or its account's right to act. Only facts of one
 * token lifetime are needed, for an older token has expired by itself.
 */
final class KnownEndings {

    private final RecentView<UUID, SessionEnded> endedSessions;
    private final RecentView<UUID, AccountChanged> changedAccounts;

    KnownEndings(
            RecentView<UUID, SessionEnded> endedSessions,
            RecentView<UUID, AccountChanged> changedAccounts) {
        this.endedSessions = endedSessions;
        this.changedAccounts = changedAccounts;
    }

    void check(AccessToken token) {
        boolean everythingIsRead = changedAccounts.isCaughtUp() && endedSessions.isCaughtUp();
        Endings.check(
                changedAccounts
                        .find(token.accountId())
                        .map(AccountChanged::status)
                        .orElse("active"),
                endedSessions.find(token.sessionId()).isPresent(),
                everythingIsRead);
        if (token.actor() != null && isNoAdministrator(token.actor())) {
            throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
        }
    }

    /** Whoever acts in another's name and was demoted or shut out since. */
    private boolean isNoAdministrator(String actor) {
        return changedAccounts
                .find(UUID.fromString(actor))
                .filter(operator ->
                        !operator.status().equals("active") || !operator.roles().contains("admin"))
                .isPresent();
    }
}
