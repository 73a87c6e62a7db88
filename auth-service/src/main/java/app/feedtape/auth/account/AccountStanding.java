package app.feedtape.auth.account;

import app.feedtape.auth.audit.Action;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.web.problem.ErrorCode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What operators do to an account. Said as facts, so that it is felt everywhere within a second.
 */
@Service
class AccountStanding {

    private final Accounts accounts;
    private final Sessions sessions;
    private final AuditTrail audit;

    AccountStanding(Accounts accounts, Sessions sessions, AuditTrail audit) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.audit = audit;
    }

    /**
     * Who orders it, and why.
     *
     * @param reason as the operator gave it, if they did
     */
    record Order(Actor by, @Nullable String reason) {}

    @Transactional
    Account grant(UUID id, Role role, Order order) {
        refuseOneself(id, order);
        Role before = require(id).role();
        if (accounts.changeRole(id, role)) {
            String change = before.column() + " -> " + role.column();
            audit.record(
                    order.by(),
                    Action.ROLE_CHANGED,
                    id,
                    order.reason() == null ? change : change + ": " + order.reason());
        }
        return require(id);
    }

    /** Shuts the person out: no sign-in, no refresh, every session over. */
    @Transactional
    Account suspend(UUID id, Order order) {
        refuseOneself(id, order);
        require(id);
        if (accounts.changeStatus(id, Account.Status.SUSPENDED)) {
            audit.record(order.by(), Action.ACCOUNT_SUSPENDED, id, order.reason());
        }
        sessions.endAll(id, EndReason.SUSPENDED);
        return require(id);
    }

    @Transactional
    Account activate(UUID id, Order order) {
        require(id);
        if (accounts.changeStatus(id, Account.Status.ACTIVE)) {
            audit.record(order.by(), Action.ACCOUNT_ACTIVATED, id, order.reason());
        }
        return require(id);
    }

    @Transactional
    int revokeSessions(UUID id, Order order) {
        require(id);
        audit.record(order.by(), Action.SESSIONS_REVOKED, id, order.reason());
        return sessions.endAll(id, EndReason.REVOKED);
    }

    /** Nobody shuts themselves out, and nobody's role is of their own making. */
    private static void refuseOneself(UUID id, Order order) {
        if (order.by().equals(Actor.account(id))) {
            throw ErrorCode.FORBIDDEN.because("Another administrator has to do this.");
        }
    }

    private Account require(UUID id) {
        return accounts.lock(id)
                .filter(account -> account.status() != Account.Status.DELETED)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
    }
}
