package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Signed messages of providers that are good once. */
@Repository
class UsedMessages {

    /** Of several with one message the one that adds the row may go on. */
    private static final String USE =
            """
            insert into used_message (message_hash, expires_at) values (:hash, :expires)
            on conflict (message_hash) do nothing
            """;

    private static final String FORGET = "delete from used_message where expires_at <= app_now()";

    private final JdbcClient jdbc;

    UsedMessages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Uses a message up; false when somebody has before.
     *
     * @param identifier what makes it the same message
     * @param acceptableUntil from when on it is refused for its age
     */
    boolean use(String identifier, Instant acceptableUntil) {
        return jdbc.sql(USE)
                        .param("hash", OneTimeSecret.sha256(identifier))
                        .param("expires", Timestamp.from(acceptableUntil))
                        .update()
                == 1;
    }

    void forgetExpired() {
        jdbc.sql(FORGET).update();
    }
}
