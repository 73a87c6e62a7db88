package app.feedtape.tts.jobs;

import app.feedtape.messaging.view.StateView;
import app.feedtape.tts.jobs.JobClaims.Claim;
import app.feedtape.tts.jobs.JobClaims.Kept;
import app.feedtape.tts.synthesis.BackgroundSpeech;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.time.TimeOrderedIds;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Works jobs off: so many at once in this instance, each on a thread of its own. */
@Component
class JobRunner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private final JobClaims claims;
    private final JobEnding ending;
    private final BackgroundSpeech background;
    private final EndedJobAccounts ended;
    private final StateView<UUID, String> accountStatuses;
    private final TimeOrderedIds ids;
    private final int places;
    private final Semaphore free;
    private final ConcurrentMap<UUID, JobWork> here = new ConcurrentHashMap<>();
    private volatile boolean running;

    JobRunner(
            JobClaims claims,
            JobEnding ending,
            BackgroundSpeech background,
            EndedJobAccounts ended,
            StateView<UUID, String> accountStatuses,
            TimeOrderedIds ids,
            JobSettings settings,
            MeterRegistry metrics) {
        this.claims = claims;
        this.ending = ending;
        this.background = background;
        this.ended = ended;
        this.accountStatuses = accountStatuses;
        this.ids = ids;
        this.places = settings.atOnce();
        this.free = new Semaphore(places);
        metrics.gaugeMapSize("feedtape.jobs.running", Tags.empty(), here);
    }

    /** Looks for work now. */
    void nudge() {
        Thread.ofVirtual().name("jobs").start(this::poll);
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void poll() {
        // Who may not act any more is known only once everything said so far has been read.
        if (!running || !accountStatuses.isCaughtUp()) {
            return;
        }
        try {
            endCancelled();
            while (running && free.tryAcquire()) {
                if (!tryBegin()) {
                    return;
                }
            }
        } catch (RuntimeException away) {
            LOG.warn("No job is begun", away);
        }
    }

    private void endCancelled() {
        Optional<Claim> next = claims.tryClaimToEnd(ids.next(), null);
        while (next.isPresent()) {
            ending.cancelled(next.get());
            next = claims.tryClaimToEnd(ids.next(), null);
        }
    }

    /** With a place in hand, which goes back with the work, or here when there is none. */
    private boolean tryBegin() {
        Optional<Claim> claim;
        try {
            claim = claims.tryClaim(ids.next());
        } catch (RuntimeException away) {
            free.release();
            throw away;
        }
        if (claim.isEmpty()) {
            free.release();
            return false;
        }
        JobWork work = new JobWork(claim.get(), background, claims, ending);
        here.put(claim.get().runner(), work);
        Thread.ofVirtual().name("job").start(() -> run(work));
        return true;
    }

    private void run(JobWork work) {
        Claim claim = work.claim();
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            if (ended.tryCancel(claim)) {
                ending.cancelled(claim);
            } else {
                work.run();
            }
        } catch (RuntimeException away) {
            LOG.warn("Job {} is left until its lease is over", claim.jobId(), away);
        } finally {
            here.remove(claim.runner(), work);
            free.release();
        }
        poll();
    }

    /** Leases of what is done here begin anew; what is to end is told so. */
    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void keep() {
        List<JobWork> works = List.copyOf(here.values());
        if (works.isEmpty()) {
            return;
        }
        Map<UUID, Kept> kept =
                claims.keep(works.stream().map(JobWork::claim).toList()).stream()
                        .collect(Collectors.toMap(Kept::runner, Function.identity()));
        for (JobWork work : works) {
            Kept mine = kept.get(work.claim().runner());
            if (mine == null) {
                work.stop();
            } else if (mine.cancelled()) {
                work.cancel();
            }
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Lets go of everything, so that another instance goes on at once. */
    @Override
    public void stop() {
        running = false;
        here.values().forEach(JobWork::stop);
        try {
            if (free.tryAcquire(places, STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(places);
            } else {
                LOG.warn("Jobs are left until their leases are over");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
