package app.feedtape.auth.life;

import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.audit.Action;
import app.feedtape.auth.life.PrivacyTask.Kind;
import app.feedtape.auth.life.PrivacyTasks.Begun;
import app.feedtape.auth.secret.Sealing;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.messaging.audit.AuditTrail;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.problem.ErrorCode;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** A person's copy of their data: asked of every service, handed in, given out. */
@Service
class DataExport {

    private final Accounts accounts;
    private final PrivacyTasks tasks;
    private final PrivacyParts parts;
    private final Sealing sealing;
    private final AuditTrail audit;
    private final Outbox outbox;

    DataExport(
            Accounts accounts,
            PrivacyTasks tasks,
            PrivacyParts parts,
            Sealing sealing,
            AuditTrail audit,
            Outbox outbox) {
        this.accounts = accounts;
        this.tasks = tasks;
        this.parts = parts;
        this.sealing = sealing;
        this.audit = audit;
        this.outbox = outbox;
    }

    /** Begins one, or answers the one that runs. */
    @Transactional
    PrivacyTask begin(UUID accountId) {
        accounts.lock(accountId)
                .filter(Account::isActive)
                .orElseThrow(
                        () -> ErrorCode.UNAUTHENTICATED.because("A valid access token is needed."));
        Begun begun = tasks.begin(accountId, Kind.EXPORT);
        if (begun.isNew()) {
            parts.add(begun.task().id());
            outbox.publish(ErasureProgress.exportRequested(begun.task()));
            audit.record(Actor.account(accountId), Action.ACCOUNT_EXPORTED, accountId, null);
        }
        return begun.task();
    }

    /** A service hands its part in; false when nobody waits for it. Twice changes nothing. */
    @Transactional
    boolean tryTake(UUID taskId, String service, byte[] part) {
        tasks.lock(taskId);
        boolean wanted =
                tasks.find(taskId)
                        .filter(task -> task.kind() == Kind.EXPORT)
                        .filter(task -> task.state() == PrivacyTask.State.RUNNING)
                        .isPresent();
        if (wanted) {
            parts.keep(taskId, service, sealing.seal(part, context(taskId)));
        }
        return wanted;
    }

    /** The ZIP file, while it can be had. */
    Optional<byte[]> find(UUID taskId, UUID accountId) {
        return tasks.findFile(taskId, accountId).map(file -> sealing.open(file, context(taskId)));
    }

    static String context(UUID taskId) {
        return "export " + taskId;
    }
}
