package app.feedtape.tts.jobs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How jobs are worked off.
 *
 * @param atOnce by one instance
 * @param perAccount at once, over all instances
 * @param patience with a voice that does not deliver, from the job's creation on
 */
@ConfigurationProperties("feedtape.tts.jobs")
record JobSettings(int atOnce, int perAccount, Duration patience) {
    JobSettings {
        if (atOnce < 1) {
            throw new IllegalArgumentException("FEEDTAPE_JOBS_AT_ONCE must be 1 or more");
        }
        if (perAccount < 1) {
            throw new IllegalArgumentException("FEEDTAPE_JOBS_PER_ACCOUNT must be 1 or more");
        }
        if (patience.isNegative() || patience.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("FEEDTAPE_JOB_PATIENCE must be 7 days at most");
        }
    }

    /** A job is over by then, one way or the other; a day more for instances that were all away. */
    Duration holdsKeptFor() {
        return patience.plusDays(1);
    }
}
