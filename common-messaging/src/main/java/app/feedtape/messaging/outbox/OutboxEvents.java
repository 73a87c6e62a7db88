package app.feedtape.messaging.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of what is true and not yet on the broker. */
final class OutboxEvents {

    /** The payload of a record without a value; no fact is written like this. */
    static final String NOTHING = "";

    /**
     * Holds back other transactions with the same topic and key until this one has ended: ids are
     * handed out before commit, and only so is their order the order in which facts became true.
     */
    private static final String APPEND =
            """
            with turn as materialized (
                select pg_advisory_xact_lock(
                    hashtextextended(current_schema() || ':' || :topic || ':' || :key, 0)))
            insert into outbox_event
                (ce_id, topic, event_key, ce_type, ce_time, payload, traceparent, request_id)
            select :ceId, :topic, :key, :ceType, :ceTime, :payload, :traceparent, :requestId from turn
            """;

    /** Whatever is visible, never "after the last id": a lower id may be committed later. */
    private static final String NEXT =
            """
            select id, ce_id, topic, event_key, ce_type, ce_time, payload, traceparent, request_id
            from outbox_event order by id limit :limit
            """;

    private static final String DELETE = "delete from outbox_event where id = any(:ids)";

    private static final String BACKLOG =
            """
            select count(*) as events,
                   coalesce(extract(epoch from app_now() - min(recorded_at)), 0) as age
            from outbox_event
            """;

    private static final String WAITING =
            """
            select exists (select 1 from outbox_event
                           where topic = :topic
                             and recorded_at < app_now() - :millis * interval '1 millisecond')
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate batch;

    OutboxEvents(DataSource dataSource) {
        this.batch = new NamedParameterJdbcTemplate(dataSource);
        this.jdbc = JdbcClient.create(batch);
    }

    record Draft(
            UUID ceId,
            String topic,
            String key,
            String ceType,
            Instant ceTime,
            String payload,
            String traceparent,
            String requestId) {}

    record Event(long id, Draft draft) {}

    record Backlog(long events, double oldestSeconds) {}

    /** In this order, and in one way to the database. */
    void append(List<Draft> drafts) {
        batch.batchUpdate(
                APPEND,
                drafts.stream().map(OutboxEvents::values).toArray(SqlParameterSource[]::new));
    }

    private static SqlParameterSource values(Draft draft) {
        return new MapSqlParameterSource()
                .addValue("ceId", draft.ceId())
                .addValue("topic", draft.topic())
                .addValue("key", draft.key())
                .addValue("ceType", draft.ceType())
                .addValue("ceTime", draft.ceTime().atOffset(ZoneOffset.UTC))
                .addValue("payload", draft.payload())
                .addValue("traceparent", draft.traceparent())
                .addValue("requestId", draft.requestId());
    }

    List<Event> next(int limit) {
        return jdbc.sql(NEXT).param("limit", limit).query(OutboxEvents::event).list();
    }

    int delete(List<Event> events) {
        return jdbc.sql(DELETE)
                .param("ids", events.stream().map(Event::id).toArray(Long[]::new))
                .update();
    }

    Backlog backlog() {
        return jdbc.sql(BACKLOG)
                .query((row, n) -> new Backlog(row.getLong("events"), row.getDouble("age")))
                .single();
    }

    boolean isWaiting(String topic, Duration longerThan) {
        return jdbc.sql(WAITING)
                .param("topic", topic)
                .param("millis", longerThan.toMillis())
                .query(Boolean.class)
                .single();
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getLong("id"),
                new Draft(
                        row.getObject("ce_id", UUID.class),
                        row.getString("topic"),
                        row.getString("event_key"),
                        row.getString("ce_type"),
                        row.getObject("ce_time", OffsetDateTime.class).toInstant(),
                        row.getString("payload"),
                        row.getString("traceparent"),
                        row.getString("request_id")));
    }
}
