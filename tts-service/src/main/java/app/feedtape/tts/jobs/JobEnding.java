package app.feedtape.tts.jobs;

import app.feedtape.events.JobFact.JobFinished;
import app.feedtape.events.NotificationFact.NotificationRequested;
import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.tts.jobs.JobClaims.Claim;
import app.feedtape.tts.jobs.JobOutcomes.Locked;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.ledger.ReleaseReason;
import app.feedtape.web.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How jobs end, and items of them. Each ending is one transaction: state, what is left of the hold,
 * the place in the month and the fact are true together or not at all. Whoever has lost the claim
 * changes nothing.
 */
@Component
class JobEnding {

    /** Nobody waits beside a job for longer, so a mail is welcome. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private final JobOutcomes outcomes;
    private final JobQuota quota;
    private final CharacterLedger ledger;
    private final PayerTurns turns;
    private final Outbox outbox;
    private final Clock clock;

    JobEnding(
            JobOutcomes outcomes,
            JobQuota quota,
            CharacterLedger ledger,
            PayerTurns turns,
            Outbox outbox,
            Clock clock) {
        this.outcomes = outcomes;
        this.quota = quota;
        this.ledger = ledger;
        this.turns = turns;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** All of the claim's item is stored and paid. */
    void itemDone(Claim claim, JobClaims.Item item) {
        end(
                claim,
                () -> {
                    // Its production settles it, unless the database was away in that moment.
                    settle(item.speech().holdId(), ReleaseReason.NOT_NEEDED);
                    outcomes.endItem(claim.jobId(), item.position(), JobState.DONE, null);
                });
    }

    /** The claim's item will never be whole; what is made of it is paid and kept. */
    void itemFailed(Claim claim, JobClaims.Item item, ErrorCode why) {
        end(
                claim,
                () -> {
                    settle(item.speech().holdId(), ReleaseReason.PROVIDER_FAILED);
                    outcomes.endItem(claim.jobId(), item.position(), JobState.FAILED, why.name());
                });
    }

    /** Nobody has patience left: what is missing is given up. */
    void givenUp(Claim claim) {
        end(
                claim,
                () ->
                        endAll(
                                claim.jobId(),
                                JobState.FAILED,
                                ErrorCode.SPEECH_UNAVAILABLE.name(),
                                ReleaseReason.PROVIDER_FAILED));
    }

    /** It was to end: what is made is paid and kept, the rest goes back. */
    void cancelled(Claim claim) {
        end(claim, () -> endAll(claim.jobId(), JobState.CANCELLED, null, ReleaseReason.ABANDONED));
    }

    /** Nothing of it waits. */
    void over(Claim claim) {
        end(claim, () -> {});
    }

    private void end(Claim claim, Runnable how) {
        turns.untilBooked(
                claim.payerId(),
                () -> {
                    Optional<Locked> mine = outcomes.tryLock(claim);
                    mine.ifPresent(job -> {
                        // Before the payer's day, as when a job begins.
                        quota.lock(claim.payerId(), job.month());
                        how.run();
                        outcomes.tryFinish(claim).ifPresent(this::finished);
                    });
                    return mine;
                });
    }

    private void endAll(UUID jobId, JobState state, @Nullable String error, ReleaseReason reason) {
        outcomes.holdsOfWaiting(jobId).forEach(hold -> settle(hold, reason));
        outcomes.endWaiting(jobId, state, error);
    }

    private void settle(@Nullable UUID holdId, ReleaseReason reason) {
        if (holdId != null) {
            ledger.settle(holdId, reason);
        }
    }

    private void finished(JobOutcomes.Finished job) {
        if (!job.anything() && job.month() != null) {
            quota.giveBack(job.payerId(), job.month());
        }
        outbox.publish(
                new JobFinished(
                        job.id(),
                        job.accountId(),
                        job.payerId(),
                        job.state().code(),
                        job.error(),
                        job.audioIds(),
                        job.characters(),
                        job.charged(),
                        clock.instant()));
        boolean wanted = job.state() != JobState.CANCELLED;
        if (wanted && job.lasted().compareTo(LONG) > 0) {
            outbox.publish(
                    new NotificationRequested(
                            job.accountId(),
                            job.state() == JobState.DONE ? "speech_ready" : "speech_failed",
                            Map.of("texts", Integer.toString(job.audioIds().size())),
                            "job-" + job.id()));
        }
    }
}
