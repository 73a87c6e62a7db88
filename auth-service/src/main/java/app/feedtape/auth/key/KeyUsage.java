package app.feedtape.auth.key;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * When keys were last used. Gathered in memory and written together: a key in use costs one row
 * every few seconds, not one per request. What a killed process had gathered is lost, which only
 * makes a time some seconds older.
 */
@Component
class KeyUsage {

    private static final Logger LOG = LoggerFactory.getLogger(KeyUsage.class);

    private static final String WRITE =
            """
            update api_key k set last_used_at = u.used_at
            from unnest(cast(:ids as uuid[]), cast(:times as timestamptz[])) as u (id, used_at)
            where k.id = u.id and (k.last_used_at is null or k.last_used_at < u.used_at)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<UUID, Instant> gathered = new ConcurrentHashMap<>();

    KeyUsage(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void note(UUID keyId) {
        gathered.merge(keyId, clock.instant(), (known, now) -> now.isAfter(known) ? now : known);
    }

    @Scheduled(fixedDelay = 5_000, initialDelay = 5_000)
    @PreDestroy
    void write() {
        Map<UUID, Instant> taken = new HashMap<>();
        gathered.forEach((id, at) -> {
            if (gathered.remove(id, at)) {
                taken.put(id, at);
            }
        });
        if (taken.isEmpty()) {
            return;
        }
        try {
            jdbc.sql(WRITE)
                    .param("ids", array(taken.keySet()))
                    .param("times", array(taken.values()))
                    .update();
        } catch (DataAccessException away) {
            LOG.warn("Last uses of {} keys are written later: {}", taken.size(), away.toString());
            taken.forEach((id, at) -> gathered.putIfAbsent(id, at));
        }
    }

    /** Ids and times have no character that means anything in an array's text. */
    private static String array(Iterable<?> values) {
        StringBuilder text = new StringBuilder("{");
        values.forEach(value -> text.append(text.length() > 1 ? "," : "").append(value));
        return text.append('}').toString();
    }
}
