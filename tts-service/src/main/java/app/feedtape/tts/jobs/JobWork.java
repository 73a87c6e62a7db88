package app.feedtape.tts.jobs;

import app.feedtape.tts.jobs.JobClaims.Claim;
import app.feedtape.tts.jobs.JobClaims.Item;
import app.feedtape.tts.synthesis.BackgroundSpeech;
import app.feedtape.tts.synthesis.RunningSpeech;
import app.feedtape.tts.synthesis.SpeechFailure;
import app.feedtape.web.problem.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One text of a job on its way through the voice. */
final class JobWork {

    private static final Logger LOG = LoggerFactory.getLogger(JobWork.class);

    /** Sound that is too short for its text so often says something about the text. */
    private static final int IMPLAUSIBLE_ROUNDS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final int DOUBLINGS = 7;
    private static final Duration MADE_ELSEWHERE = Duration.ofSeconds(5);

    private final Claim claim;
    private final BackgroundSpeech background;
    private final JobClaims claims;
    private final JobEnding ending;
    private @Nullable RunningSpeech speech;
    private boolean stopped;
    private boolean cancelled;

    JobWork(Claim claim, BackgroundSpeech background, JobClaims claims, JobEnding ending) {
        this.claim = claim;
        this.background = background;
        this.claims = claims;
        this.ending = ending;
    }

    Claim claim() {
        return claim;
    }

    /** Works until the text is whole, or cannot be for now, or for ever. */
    void run() {
        Item item = claim.item();
        if (item == null) {
            ending.over(claim);
        } else if (claim.late()) {
            ending.givenUp(claim);
        } else {
            speak(item);
        }
    }

    private void speak(Item item) {
        @Nullable RunningSpeech begun = null;
        try {
            begun = background.tryBegin(item.speech()).orElse(null);
            if (begun == null) {
                claims.release(claim, claim.failures(), null, MADE_ELSEWHERE);
                return;
            }
            begin(begun);
            begun.awaitWhole();
        } catch (RuntimeException failure) {
            notWhole(item, failure, begun != null && begun.pieces() > item.made());
            return;
        }
        ending.itemDone(claim, item);
    }

    private synchronized void begin(RunningSpeech begun) {
        speech = begun;
        if (stopped) {
            begun.stop();
        }
    }

    /** What is under way is finished and kept; somebody may go on with the rest. */
    synchronized void stop() {
        stopped = true;
        if (speech != null) {
            speech.stop();
        }
    }

    /** The same, and nobody goes on. */
    synchronized void cancel() {
        cancelled = true;
        stop();
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void notWhole(Item item, RuntimeException failure, boolean progress) {
        if (isCancelled()) {
            ending.cancelled(claim);
            return;
        }
        if (isStopped()) {
            claims.release(claim, claim.failures(), null, Duration.ZERO);
            return;
        }
        int failures = progress ? 1 : claim.failures() + 1;
        Optional<ErrorCode> forGood = forGood(failure, failures);
        if (forGood.isPresent()) {
            LOG.warn("A text of job {} is never spoken", claim.jobId(), failure);
            ending.itemFailed(claim, item, forGood.get());
        } else {
            Duration pause = pause(failures);
            LOG.warn("Job {} waits {}: {}", claim.jobId(), pause, failure.toString());
            claims.release(claim, failures, ErrorCode.SPEECH_UNAVAILABLE.name(), pause);
        }
    }

    /** What no patience helps against. */
    private static Optional<ErrorCode> forGood(RuntimeException failure, int failures) {
        if (!(failure instanceof SpeechFailure speech)) {
            return Optional.empty();
        }
        return switch (speech.kind()) {
            case TEXT_TOO_LONG -> Optional.of(ErrorCode.TEXT_TOO_LONG);
            case LANGUAGE_NOT_SPOKEN -> Optional.of(ErrorCode.LANGUAGE_UNSUPPORTED);
            case ENGINE_NOT_SPOKEN, REFUSED -> Optional.of(ErrorCode.SPEECH_UNAVAILABLE);
            case IMPLAUSIBLE ->
                    failures < IMPLAUSIBLE_ROUNDS
                            ? Optional.empty()
                            : Optional.of(ErrorCode.SPEECH_UNAVAILABLE);
            case THROTTLED, TRANSIENT, BROKEN, TOO_SLOW, DENIED, NOT_TRIED, ABANDONED ->
                    Optional.empty();
        };
    }

    /** Five seconds, twice as long each time, ten minutes at most; of random length. */
    private static Duration pause(int failures) {
        long most = FIRST_PAUSE.toMillis() << Math.min(failures, DOUBLINGS);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most));
    }
}
