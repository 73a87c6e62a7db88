package app.feedtape.billing.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Deliveries as their owner reads them. */
@Repository
class DeliveryLog {

    private static final String COLUMNS =
            """
            select d.id, d.event_id, v.type, d.state, d.attempts, d.recorded_at, d.settled_at, v.body,
                case when d.state = 'pending' and d.lease is null then d.next_attempt_at end as next_attempt_at
            from endpoint_delivery d join endpoint_event v on v.id = d.event_id
            where d.endpoint_id = :endpoint
            """;

    private static final String LIST =
            COLUMNS
                    + """
                     and (:state::text is null or d.state = :state) and (:before::uuid is null or d.id < :before)
                    order by d.id desc limit :limit
                    """;

    private static final String FIND = COLUMNS + " and d.id = :id";

    /** One that is replayed again and again shows its last tries. */
    private static final String ATTEMPTS =
            """
            select delivery_id, number, attempted_at, duration_ms, status_code, problem, excerpt from (
                select a.*, row_number() over (partition by delivery_id order by number desc) as from_last
                from endpoint_attempt a where delivery_id = any(:ids)) numbered
            where from_last <= 20 order by delivery_id, number
            """;

    private final JdbcClient jdbc;

    DeliveryLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A delivery as it is shown.
     *
     * @param status {@code pending}, {@code delivered}, {@code failed} or {@code skipped}
     * @param attempts how often it was tried, replays included
     * @param nextAttemptAt when it is tried next; null while it is being tried and when it is over
     * @param log the last twenty tries, the oldest first
     * @param payload what is sent; only where one delivery is asked for
     */
    record Entry(
            @JsonProperty("id") UUID id,
            @JsonProperty("event_id") String eventId,
            @JsonProperty("event_type") String eventType,
            @JsonProperty("status") String status,
            @JsonProperty("attempts") int attempts,
            @JsonProperty("recorded_at") Instant recordedAt,
            @JsonProperty("next_attempt_at") @Nullable Instant nextAttemptAt,
            @JsonProperty("settled_at") @Nullable Instant settledAt,
            @JsonProperty("log") List<Try> log,
            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @JsonProperty("payload")
                    @Nullable String payload) {

        Entry with(List<Try> tries) {
            return new Entry(
                    id,
                    eventId,
                    eventType,
                    status,
                    attempts,
                    recordedAt,
                    nextAttemptAt,
                    settledAt,
                    tries,
                    payload);
        }

        Entry withoutPayload() {
            return new Entry(
                    id,
                    eventId,
                    eventType,
                    status,
                    attempts,
                    recordedAt,
                    nextAttemptAt,
                    settledAt,
                    log,
                    null);
        }
    }

    /**
     * One try.
     *
     * @param problem such as {@code timed_out}, when there was no answer that counts
     */
    record Try(
            @JsonProperty("number") int number,
            @JsonProperty("attempted_at") Instant attemptedAt,
            @JsonProperty("duration_ms") int durationMs,
            @JsonProperty("status_code") @Nullable Integer statusCode,
            @JsonProperty("problem") @Nullable String problem,
            @JsonProperty("response_excerpt") @Nullable String responseExcerpt) {}

    private record Tried(UUID deliveryId, Try each) {}

    /** The newest first. */
    List<Entry> list(UUID endpointId, @Nullable String state, @Nullable UUID before, int limit) {
        return withTries(
                jdbc
                        .sql(LIST)
                        .param("endpoint", endpointId)
                        .param("state", state)
                        .param("before", before)
                        .param("limit", limit)
                        .query(DeliveryLog::entry)
                        .list()
                        .stream()
                        .map(Entry::withoutPayload)
                        .toList());
    }

    Optional<Entry> find(UUID endpointId, UUID id) {
        return withTries(
                        jdbc.sql(FIND)
                                .param("endpoint", endpointId)
                                .param("id", id)
                                .query(DeliveryLog::entry)
                                .list())
                .stream()
                .findFirst();
    }

    private List<Entry> withTries(List<Entry> entries) {
        Map<UUID, List<Try>> tries = new HashMap<>();
        jdbc.sql(ATTEMPTS)
                .param("ids", entries.stream().map(Entry::id).toArray(UUID[]::new))
                .query(DeliveryLog::tried)
                .list()
                .forEach(tried ->
                        tries.computeIfAbsent(tried.deliveryId(), id -> new ArrayList<>())
                                .add(tried.each()));
        return entries.stream()
                .map(entry -> entry.with(tries.getOrDefault(entry.id(), List.of())))
                .toList();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                EventIntake.wireId(row.getObject("event_id", UUID.class)),
                row.getString("type"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                instant(row, "next_attempt_at"),
                instant(row, "settled_at"),
                List.of(),
                row.getString("body"));
    }

    private static Tried tried(ResultSet row, int number) throws SQLException {
        return new Tried(
                row.getObject("delivery_id", UUID.class),
                new Try(
                        row.getInt("number"),
                        row.getObject("attempted_at", OffsetDateTime.class).toInstant(),
                        row.getInt("duration_ms"),
                        row.getObject("status_code", Integer.class),
                        row.getString("problem"),
                        row.getString("excerpt")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
