package app.feedtape.messaging.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
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
            with fact as materialized (
                select * from unnest(cast(:ceIds as uuid[]), cast(:topics as text[]), cast(:keys as text[]),
                        cast(:types as text[]), cast(:times as text[]), cast(:payloads as text[]),
                        cast(:traceparents as text[]), cast(:requestIds as text[])) with ordinality
                    as f (ce_id, topic, event_key, ce_type, ce_time, payload, traceparent, request_id, number)),
            turn as materialized (
                select number, pg_advisory_xact_lock(
                    hashtextextended(current_schema() || ':' || topic || ':' || event_key, 0))
                from fact)
            insert into outbox_event
                (ce_id, topic, event_key, ce_type, ce_time, payload, traceparent, request_id)
            select ce_id, topic, event_key, ce_type, cast(ce_time as timestamptz), payload, traceparent, request_id
            from fact where (select count(*) from turn) > 0 order by number
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

    OutboxEvents(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
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
        jdbc.sql(APPEND)
                .param("ceIds", drafts.stream().map(Draft::ceId).toArray(UUID[]::new))
                .param("topics", all(drafts, Draft::topic))
                .param("keys", all(drafts, Draft::key))
                .param("types", all(drafts, Draft::ceType))
                .param("times", all(drafts, draft -> draft.ceTime().toString()))
                .param("payloads", all(drafts, Draft::payload))
                .param("traceparents", all(drafts, Draft::traceparent))
                .param("requestIds", all(drafts, Draft::requestId))
                .update();
    }

    private static String[] all(List<Draft> drafts, Function<Draft, String> member) {
        return drafts.stream().map(member).toArray(String[]::new);
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
