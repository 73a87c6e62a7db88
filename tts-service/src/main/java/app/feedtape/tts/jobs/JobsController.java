package app.feedtape.tts.jobs;

import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Long texts, articles and feeds, spoken in the background. Other people's jobs are 404. */
@RestController
@OpenToKeys(KeyScope.SPEECH)
class JobsController {

    private static final String SORT = "id";

    private final JobCreation creation;
    private final JobCancellation cancellation;
    private final JobViews jobs;
    private final JobRunner runner;
    private final Cursors cursors;

    JobsController(
            JobCreation creation,
            JobCancellation cancellation,
            JobViews jobs,
            JobRunner runner,
            Cursors cursors) {
        this.creation = creation;
        this.cancellation = cancellation;
        this.jobs = jobs;
        this.runner = runner;
        this.cursors = cursors;
    }

    /**
     * Begins a job: 202 with {@code Location} and the job, its whole price set aside. Refused now
     * rather than later: 400 for what cannot be spoken, 402 QUOTA_EXCEEDED with {@code price} when
     * the day has not so many characters, 402 QUOTA_EXCEEDED with metric {@code jobs} when the
     * month has no room, 402 as for synthesize, 404 for an article or feed the account does not
     * follow, 413 TEXT_TOO_LONG over 100,000 code points, 422 LANGUAGE_UNSUPPORTED, 422
     * FEED_UNREADABLE for an article without words or a feed without news, 503 UPSTREAM_UNAVAILABLE
     * while articles cannot be fetched. {@code Idempotency-Key}: the same key and body give the
     * same job.
     */
    @PostMapping(path = "/api/tts/jobs", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<JobResponse> create(
            @RequestBody JobRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        UUID id = creation.create(request, caller, key);
        runner.nudge();
        return ResponseEntity.accepted()
                .location(URI.create("/api/tts/jobs/" + id))
                .body(get(id, caller));
    }

    /**
     * A job with its progress in segments and characters. Its audio is {@code GET /api/audio/{id}}
     * once its item is done.
     */
    @GetMapping("/api/tts/jobs/{id}")
    JobResponse job(@PathVariable UUID id, Caller caller) {
        return get(id, caller);
    }

    /** Newest first; {@code limit} 1..100. Kept for thirty days after their end. */
    @GetMapping("/api/tts/jobs")
    Page<JobResponse> list(
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        UUID before =
                cursor == null
                        ? null
                        : UUID.fromString(cursors.decode(SORT, "", cursor).getFirst());
        List<Job> found = jobs.list(caller.accountId(), before, limit + 1);
        List<Job> page = found.subList(0, Math.min(limit, found.size()));
        String next =
                found.size() > limit
                        ? cursors.encode(SORT, "", List.of(page.getLast().id().toString()))
                        : null;
        return new Page<>(page.stream().map(JobResponse::of).toList(), next);
    }

    /**
     * Cancels: what is made is paid and kept, the rest goes back. 200 with the job when it is over,
     * 202 when an instance still ends what it has begun, which takes seconds. What is over stays as
     * it is.
     */
    @DeleteMapping("/api/tts/jobs/{id}")
    ResponseEntity<JobResponse> cancel(@PathVariable UUID id, Caller caller) {
        get(id, caller);
        cancellation.cancel(id);
        JobResponse job = get(id, caller);
        boolean over = JobState.of(job.status()).isOver();
        return ResponseEntity.status(over ? HttpStatus.OK : HttpStatus.ACCEPTED).body(job);
    }

    private JobResponse get(UUID id, Caller caller) {
        return jobs.find(id, caller.accountId())
                .map(JobResponse::of)
                .orElseThrow(JobsController::nothing);
    }

    private static Refusal nothing() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
