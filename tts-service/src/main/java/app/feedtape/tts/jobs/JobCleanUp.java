package app.feedtape.tts.jobs;

import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets jobs thirty days after their end, when their sound goes too, and months of a year ago.
 */
@Component
class JobCleanUp {

    private static final int BATCH = 1_000;

    private static final String FORGET =
            """
            delete from speech_job where id = any(array(
                select id from speech_job where finished_at < app_now() - interval '30 days'
                order by finished_at limit :batch for update skip locked))
            """;

    private static final String FORGET_MONTHS =
            "delete from job_month where month < app_now() - interval '13 months'";

    private final JdbcClient jdbc;

    JobCleanUp(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Scheduled(initialDelay = 30, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        int forgotten = BATCH;
        while (forgotten == BATCH) {
            forgotten = jdbc.sql(FORGET).param("batch", BATCH).update();
        }
        jdbc.sql(FORGET_MONTHS).update();
    }
}
