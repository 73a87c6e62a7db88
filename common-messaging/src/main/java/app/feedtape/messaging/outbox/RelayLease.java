package app.feedtape.messaging.outbox;

import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Says which instance publishes. It is a row, not a lock: nothing is held while the broker is
 * awaited, and an instance that stalls loses it. What a stalled one still sends is refused by the
 * broker (see {@link RelayProducer}).
 */
final class RelayLease {

    static final Duration LENGTH = Duration.ofSeconds(5);

    private static final Duration RENEW_AFTER = Duration.ofSeconds(2);
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(500);

    /** A lease that ends later than one can was taken under a clock that has since been reset. */
    private static final String TAKE =
            """
            update relay_lease
            set holder = :me, expires_at = app_now() + :millis * interval '1 millisecond'
            where name = 'outbox' and (holder = :me or expires_at <= app_now()
                or expires_at > app_now() + 2 * :millis * interval '1 millisecond')
            """;

    private static final String RELEASE =
            "update relay_lease set expires_at = app_now() where name = 'outbox' and holder = :me";

    private final JdbcClient jdbc;
    private final UUID me = UUID.randomUUID();
    private boolean held;
    private long askAgainAt = System.nanoTime();

    RelayLease(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this instance may publish now; takes or renews the lease when that is due. */
    boolean tryHold() {
        long now = System.nanoTime();
        if (now - askAgainAt < 0) {
            return held;
        }
        held = jdbc.sql(TAKE).param("me", me).param("millis", LENGTH.toMillis()).update() == 1;
        askAgainAt = now + (held ? RENEW_AFTER : ASK_AGAIN_AFTER).toNanos();
        return held;
    }

    void release() {
        if (held) {
            held = false;
            jdbc.sql(RELEASE).param("me", me).update();
        }
    }
}
