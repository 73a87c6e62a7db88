package app.feedtape.auth.impersonation;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.Role;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Session;
import app.feedtape.auth.session.Sessions;
import app.feedtape.auth.token.AccessTokens;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An operator acts in a person's name. The entry in the trail, the session the person sees and the
 * mail that tells them are there before the token is; one of an operator and a person at a time.
 */
@Service
class Impersonation {

    private final Accounts accounts;
    private final Sessions sessions;
    private final Impersonations impersonations;
    private final AuditTrail audit;
    private final Mails mails;
    private final AccessTokens tokens;
    private final TimeOrderedIds ids;
    private final TransactionTemplate transaction;

    Impersonation(
            Accounts accounts,
            Sessions sessions,
            Impersonations impersonations,
            AuditTrail audit,
            Mails mails,
            AccessTokens tokens,
            TimeOrderedIds ids,
            TransactionTemplate transaction) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.impersonations = impersonations;
        this.audit = audit;
        this.mails = mails;
        this.tokens = tokens;
        this.ids = ids;
        this.transaction = transaction;
    }

    /**
     * What an operator asks for.
     *
     * @param mayWrite whether they want more than to look
     */
    record Wish(UUID accountId, UUID operatorId, String reason, boolean mayWrite) {}

    record Begun(AccessTokens.Issued token, UUID sessionId) {}

    Begun begin(Wish wish) {
        Session session = transaction.execute(status -> open(wish));
        if (session == null) {
            throw new IllegalStateException("An impersonation began without a session");
        }
        return new Begun(
                tokens.issue(
                        new AccessTokens.ActorBearer(
                                wish.accountId(),
                                session.id(),
                                wish.operatorId(),
                                wish.mayWrite(),
                                session.expiresAt())),
                session.id());
    }

    private Session open(Wish wish) {
        requireOrdinary(wish);
        endLiving(wish.accountId(), wish.operatorId());
        Session session = sessions.startActing(ids.next(), wish.accountId());
        impersonations.add(session.id(), wish.accountId(), wish.operatorId(), wish.mayWrite());
        audit.record(
                Actor.account(wish.operatorId()),
                Action.IMPERSONATION_STARTED,
                wish.accountId(),
                (wish.mayWrite() ? "may write: " : "may look: ") + wish.reason());
        mails.request(
                wish.accountId(),
                "impersonated",
                Map.of("at", session.startedAt().toString(), "reason", wish.reason()),
                "impersonated:" + session.id());
        return session;
    }

    private void requireOrdinary(Wish wish) {
        Account account =
                accounts.lock(wish.accountId())
                        .filter(found -> found.status() != Account.Status.DELETED)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        if (account.role() == Role.ADMIN || account.id().equals(wish.operatorId())) {
            throw ErrorCode.FORBIDDEN.because("Nobody acts in an administrator's name.");
        }
        if (!account.isActive()) {
            throw ErrorCode.CONFLICT.because("This account is suspended.");
        }
    }

    /** Ends what this operator has begun with this person; nothing when there is nothing. */
    @Transactional
    public void end(UUID accountId, UUID operatorId) {
        accounts.lock(accountId)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        endLiving(accountId, operatorId);
    }

    private void endLiving(UUID accountId, UUID operatorId) {
        for (UUID session : impersonations.listLiving(accountId, operatorId)) {
            sessions.end(session, accountId, EndReason.REVOKED);
            audit.record(
                    Actor.account(operatorId),
                    Action.IMPERSONATION_ENDED,
                    accountId,
                    "session " + session);
        }
    }
}
