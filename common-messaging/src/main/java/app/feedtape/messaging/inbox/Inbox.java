package app.feedtape.messaging.inbox;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which facts have had their effect. Remembered for 90 days, longer than any topic that is not
 * compacted.
 */
final class Inbox {

    static final Duration REMEMBERED_FOR = Duration.ofDays(90);

    private static final String RECORD =
            "insert into inbox (consumer, ce_id) values (:consumer, :ceId) on conflict do nothing";

    private static final String FORGET =
            """
            delete from inbox where ctid = any(array(
                select ctid from inbox
                where received_at < app_now() - :days * interval '1 day' limit 5000))
            """;

    private final JdbcClient jdbc;

    Inbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this is the first time; the losing one of two at once waits for the other to end. */
    boolean tryRecord(String consumer, UUID ceId) {
        return jdbc.sql(RECORD).param("consumer", consumer).param("ceId", ceId).update() == 1;
    }

    int forgetOld() {
        return jdbc.sql(FORGET).param("days", REMEMBERED_FOR.toDays()).update();
    }
}
