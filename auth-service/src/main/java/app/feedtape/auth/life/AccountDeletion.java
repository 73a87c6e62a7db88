package app.feedtape.auth.life;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.life.PrivacyTask.Kind;
import app.feedtape.auth.life.PrivacyTasks.Begun;
import app.feedtape.auth.notification.Farewells;
import app.feedtape.auth.notification.Mails;
import app.feedtape.auth.session.EndReason;
import app.feedtape.auth.session.Sessions;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.web.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends an account, in one transaction: sessions over, every way in and everything personal gone,
 * the address free for a new account, the other services told. What they confirm is counted by
 * {@link ErasureProgress}.
 */
@Service
class AccountDeletion {

    private final Accounts accounts;
    private final Sessions sessions;
    private final List<EndsWithAccount> endings;
    private final AccountRows rows;
    private final Farewells farewells;
    private final ClosedAccounts closed;
    private final PrivacyTasks tasks;
    private final PrivacyParts parts;
    private final Mails mails;
    private final AuditTrail audit;
    private final Outbox outbox;

    AccountDeletion(
            Accounts accounts,
            Sessions sessions,
            List<EndsWithAccount> endings,
            AccountRows rows,
            Farewells farewells,
            ClosedAccounts closed,
            PrivacyTasks tasks,
            PrivacyParts parts,
            Mails mails,
            AuditTrail audit,
            Outbox outbox) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.endings = endings;
        this.rows = rows;
        this.farewells = farewells;
        this.closed = closed;
        this.tasks = tasks;
        this.parts = parts;
        this.mails = mails;
        this.audit = audit;
        this.outbox = outbox;
    }

    /**
     * Deletes it.
     *
     * @return the erasure; isNew is false when another call was faster
     */
    @Transactional
    Begun delete(UUID accountId, Actor actor) {
        Account account =
                accounts.lock(accountId)
                        .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is nothing here."));
        Begun erasure = tasks.begin(accountId, Kind.ERASURE);
        if (account.status() == Account.Status.DELETED) {
            return erasure;
        }
        endings.forEach(one -> one.end(accountId));
        sessions.endAll(accountId, EndReason.ACCOUNT_DELETED);
        accounts.tryClose(accountId);
        rows.forget(accountId);
        tasks.forgetExports(accountId);
        farewells.keep(account);
        closed.close(accountId);
        begin(erasure.task());
        mails.request(accountId, "account_deleted", Map.of(), "account_deleted");
        audit.record(actor, Action.ACCOUNT_DELETED, accountId, null);
        return erasure;
    }

    private void begin(PrivacyTask task) {
        parts.add(task.id());
        parts.closed(task.id(), PrivacyParts.OWN);
        outbox.publish(
                new ErasureRequested(
                        task.id(),
                        task.accountId(),
                        task.requestedAt(),
                        Objects.requireNonNull(task.dueAt())));
    }
}
