package app.feedtape.gateway.edge;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes refusals down with the ids of their decisions, a bounded number a second: whoever is
 * refused a thousand times a second must not fill a disk.
 */
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long each;
    private final long burst;

    /** The moment up to which lines are spoken for; a line moves it on. */
    private final AtomicLong spokenFor = new AtomicLong(System.nanoTime() - SECOND_NANOS);

    RefusalLog(int linesInASecond) {
        this.each = SECOND_NANOS / linesInASecond;
        this.burst = SECOND_NANOS;
    }

    void write(RequestContext context, Refusal refusal) {
        if (!tryTake(System.nanoTime())) {
            return;
        }
        try (RequestContext.Scope _ = context.open()) {
            LOG.info(
                    "Refused with {}: {} Decision {}",
                    refusal.code(),
                    refusal.message(),
                    refusal.details().get(ErrorCode.DECISION_ID));
        }
    }

    /** Why a call was sent away before anybody looked at it. */
    void write(RequestContext context, UpstreamFailure shed, String route) {
        if (!tryTake(System.nanoTime())) {
            return;
        }
        try (RequestContext.Scope _ = context.open()) {
            LOG.info("Shed {}: {}", route, shed.getMessage());
        }
    }

    private boolean tryTake(long now) {
        long before = spokenFor.get();
        long after = Math.max(before, now - burst) + each;
        return after <= now && spokenFor.compareAndSet(before, after);
    }
}
