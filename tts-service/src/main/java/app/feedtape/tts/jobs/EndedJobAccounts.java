package app.feedtape.tts.jobs;

import app.feedtape.messaging.view.StateView;
import app.feedtape.tts.jobs.JobClaims.Claim;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The jobs of whoever is suspended or gone end, also those that nobody has begun. */
@Component
class EndedJobAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(EndedJobAccounts.class);
    private static final Map<String, CancelReason> ENDED =
            Map.of("suspended", CancelReason.SUSPENDED, "deleted", CancelReason.DELETED);

    private final StateView<UUID, String> accountStatuses;
    private final JobTables jobs;

    EndedJobAccounts(StateView<UUID, String> accountStatuses, JobTables jobs) {
        this.accountStatuses = accountStatuses;
        this.jobs = jobs;
        accountStatuses.onChange(change ->
                reason(change.now())
                        .ifPresent(reason ->
                                Thread.ofVirtual()
                                        .name("ended-account")
                                        .start(() -> cancelAll(change.key(), reason))));
    }

    private static Optional<CancelReason> reason(@Nullable String status) {
        return Optional.ofNullable(status).map(ENDED::get);
    }

    private void cancelAll(UUID accountId, CancelReason reason) {
        try {
            jobs.cancelAll(accountId, reason);
        } catch (RuntimeException away) {
            // Whoever claims one of them finds out by himself.
            LOG.warn("Jobs of an ended account are not cancelled yet", away);
        }
    }

    /** Cancels a job that was claimed after all. */
    boolean tryCancel(Claim claim) {
        Optional<CancelReason> reason =
                reason(accountStatuses.find(claim.accountId()).orElse(null));
        reason.ifPresent(why -> jobs.cancel(claim.jobId(), why));
        return reason.isPresent();
    }
}
