package app.feedtape.tts.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks again and again at what the service's sessions in the database are waiting for. */
final class LockWaits implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(10);

    private final Map<String, Integer> waits = new TreeMap<>();
    private final Thread thread;
    private int samples;
    private int most;
    private volatile boolean over;

    LockWaits(JdbcClient admin) {
        thread = Thread.ofPlatform().daemon().name("lock-waits").start(() -> look(admin));
    }

    private void look(JdbcClient admin) {
        while (!over) {
            Map<String, Integer> now = new TreeMap<>();
            admin.sql(
                            """
                            select coalesce(wait_event_type || ':' || wait_event, 'running') as what, count(*)
                            from pg_stat_activity where usename = 'tts_app' and state = 'active' group by 1
                            """)
                    .query((row, n) -> now.put(row.getString(1), row.getInt(2)))
                    .list();
            samples++;
            now.forEach((what, sessions) -> waits.merge(what, sessions, Integer::sum));
            most =
                    Math.max(
                            most,
                            now.entrySet().stream()
                                    .filter(wait -> wait.getKey().startsWith("Lock:"))
                                    .mapToInt(Map.Entry::getValue)
                                    .sum());
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "sessions seen in %d looks %s, at most %d waiting for a lock at once"
                .formatted(samples, waits, most);
    }
}
