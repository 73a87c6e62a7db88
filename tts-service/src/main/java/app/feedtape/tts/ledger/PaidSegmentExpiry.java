package app.feedtape.tts.ledger;

import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets payments that no longer count; the entries of the ledger stay. */
@Component
class PaidSegmentExpiry {

    private static final String FORGET =
            """
            delete from paid_segment where ctid = any(array(
                select ctid from paid_segment where expires_at < app_now() limit :batch))
            """;

    private static final int BATCH = 5_000;

    private final JdbcClient jdbc;

    PaidSegmentExpiry(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Scheduled(initialDelay = 10, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        int forgotten = BATCH;
        while (forgotten == BATCH) {
            forgotten = jdbc.sql(FORGET).param("batch", BATCH).update();
        }
    }
}
