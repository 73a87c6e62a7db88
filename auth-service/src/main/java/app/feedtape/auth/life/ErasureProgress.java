package app.feedtape.auth.life;

import app.feedtape.auth.life.PrivacyTask.Kind;
import app.feedtape.auth.life.PrivacyTask.State;
import app.feedtape.events.PrivacyFact;
import app.feedtape.events.PrivacyFact.ErasureDue;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.ExportRequested;
import app.feedtape.events.PrivacyFact.PartConfirmed;
import app.feedtape.events.Topic;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Moves tasks on: by what services confirm, by time, and by telling again what was not heard. */
@Service
class ErasureProgress {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureProgress.class);

    private final PrivacyTasks tasks;
    private final PrivacyParts parts;
    private final AccountRows rows;
    private final ClosedAccounts closed;
    private final Outbox outbox;

    ErasureProgress(
            PrivacyTasks tasks,
            PrivacyParts parts,
            AccountRows rows,
            ClosedAccounts closed,
            Outbox outbox) {
        this.tasks = tasks;
        this.parts = parts;
        this.rows = rows;
        this.closed = closed;
        this.outbox = outbox;
    }

    /** A service has done its part; in the inbox's transaction. Twice changes nothing. */
    void confirmed(PartConfirmed fact) {
        tasks.lock(fact.taskId());
        switch (fact.stage()) {
            case "closed" -> parts.closed(fact.taskId(), fact.service());
            case "erased" -> parts.done(fact.taskId(), fact.service());
            default -> LOG.warn("{} confirmed an unknown stage", fact.service());
        }
        tasks.find(fact.taskId()).filter(task -> task.kind() == Kind.ERASURE).ifPresent(this::move);
    }

    private void move(PrivacyTask task) {
        List<PrivacyParts.Part> all = parts.list(task.id());
        if (all.stream().allMatch(PrivacyParts.Part::done)) {
            tasks.tryAdvance(task.id(), State.COMPLETE);
        } else if (task.state() == State.RUNNING
                && all.stream().allMatch(PrivacyParts.Part::closed)) {
            tasks.tryAdvance(task.id(), State.CLOSED);
        }
    }

    /** Erases auth's own rows of one account whose time has come, and tells the others. */
    @Transactional
    boolean eraseNext() {
        Optional<PrivacyTask> due = tasks.takeDue();
        due.ifPresent(task -> {
            closed.erase(task.accountId());
            rows.erase(task.accountId());
            outbox.erase(Topic.ACCOUNT, task.accountId().toString());
            parts.done(task.id(), PrivacyParts.OWN);
            outbox.publish(due(task));
        });
        return due.isPresent();
    }

    /** Tells again of one task that has waited long. */
    @Transactional
    boolean remindNext() {
        Optional<PrivacyTask> forgotten = tasks.takeForgotten();
        forgotten.ifPresent(task -> {
            LOG.warn(
                    "{} {} waits for {}",
                    task.kind().column(),
                    task.id(),
                    parts.list(task.id()).stream()
                            .filter(part -> !part.done())
                            .map(PrivacyParts.Part::service)
                            .toList());
            outbox.publish(again(task));
        });
        return forgotten.isPresent();
    }

    private PrivacyFact again(PrivacyTask task) {
        if (task.kind() == Kind.EXPORT) {
            return exportRequested(task);
        }
        return closed.wasErased(task.accountId())
                ? due(task)
                : new ErasureRequested(
                        task.id(),
                        task.accountId(),
                        task.requestedAt(),
                        Objects.requireNonNull(task.dueAt()));
    }

    static ExportRequested exportRequested(PrivacyTask task) {
        return new ExportRequested(
                task.id(),
                task.accountId(),
                task.requestedAt(),
                Objects.requireNonNull(task.expiresAt()));
    }

    private static ErasureDue due(PrivacyTask task) {
        return new ErasureDue(task.id(), task.accountId(), Objects.requireNonNull(task.dueAt()));
    }
}
