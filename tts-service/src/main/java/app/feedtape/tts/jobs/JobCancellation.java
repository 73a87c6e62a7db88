package app.feedtape.tts.jobs;

import app.feedtape.web.time.TimeOrderedIds;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Somebody does not want a job any more. */
@Component
class JobCancellation {

    private final JobTables jobs;
    private final JobClaims claims;
    private final JobEnding ending;
    private final TimeOrderedIds ids;

    JobCancellation(JobTables jobs, JobClaims claims, JobEnding ending, TimeOrderedIds ids) {
        this.jobs = jobs;
        this.claims = claims;
        this.ending = ending;
        this.ids = ids;
    }

    /** Ends it at once, unless an instance works on it, which then does so within seconds. */
    void cancel(UUID jobId) {
        jobs.cancel(jobId, CancelReason.ASKED);
        claims.tryClaimToEnd(ids.next(), jobId).ifPresent(ending::cancelled);
    }
}
