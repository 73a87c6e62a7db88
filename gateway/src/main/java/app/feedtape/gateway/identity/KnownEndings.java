package app.feedtape.gateway.identity;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.messaging.standing.Endings;
import app.feedtape.messaging.standing.OwnersAnswer;
import app.feedtape.messaging.standing.StandingCalls;
import app.feedtape.messaging.view.RecentView;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.AccessToken;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * What ended under a living token: its session, or its account's right to act. Only facts of one
 * token lifetime are needed, for an older token has expired by itself. While the topics cannot be
 * relied on, auth-service is asked beside what was heard of them.
 */
final class KnownEndings {

    private final RecentView<UUID, SessionEnded> endedSessions;
    private final RecentView<UUID, AccountChanged> changedAccounts;

    private final StandingCalls owner;

    KnownEndings(
            RecentView<UUID, SessionEnded> endedSessions,
            RecentView<UUID, AccountChanged> changedAccounts,
            StandingCalls owner) {
        this.endedSessions = endedSessions;
        this.changedAccounts = changedAccounts;
        this.owner = owner;
    }

    /** Whether what was heard can be relied on; to be asked before {@link #check}. */
    boolean areCurrent() {
        return changedAccounts.isCurrentWithin(StandingCalls.RELIED_ON)
                && endedSessions.isCurrentWithin(StandingCalls.RELIED_ON);
    }

    /** Refuses what has ended by its owner's word; gives the account's roles as they are now. */
    Mono<Set<String>> ask(RequestContext context, AccessToken token) {
        Mono<Set<String>> roles =
                ask(context, token.accountId(), token)
                        .doOnNext(OwnersAnswer::check)
                        .map(answer -> Set.copyOf(answer.roles()));
        return token.actor() == null
                ? roles
                : ask(context, UUID.fromString(token.actor()), token)
                        .doOnNext(KnownEndings::requireAdministrator)
                        .then(roles);
    }

    private Mono<OwnersAnswer> ask(RequestContext context, UUID account, AccessToken token) {
        return Mono.fromFuture(() -> {
            try (RequestContext.Scope _ = context.open()) {
                return owner.ask(account, token.sessionId());
            }
        });
    }

    private static void requireAdministrator(OwnersAnswer operator) {
        if (!operator.status().equals("active") || !operator.roles().contains("admin")) {
            throw unauthenticated();
        }
    }

    private static Refusal unauthenticated() {
        return ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
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
            throw unauthenticated();
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
