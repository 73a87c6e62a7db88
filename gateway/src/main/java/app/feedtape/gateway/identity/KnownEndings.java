package app.feedtape.gateway.identity;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
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
        AccountChanged account = changedAccounts.find(token.accountId()).orElse(null);
        if (account != null) {
            switch (account.status()) {
                case "suspended" ->
                        throw ErrorCode.ACCOUNT_SUSPENDED.because("This account is suspended.");
                case "deleted" ->
                        throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
                default -> {}
            }
        }
        if (token.actor() != null && isNoAdministrator(token.actor())) {
            throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
        }
        if (endedSessions.find(token.sessionId()).isPresent()) {
            throw ErrorCode.UNAUTHENTICATED.because("This session has ended. Please sign in.");
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
