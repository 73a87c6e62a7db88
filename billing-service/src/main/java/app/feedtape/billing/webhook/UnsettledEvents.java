package app.feedtape.billing.webhook;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Notifications of stores that could not be applied, and what operators do about them. */
@Repository
class UnsettledEvents {

    private static final String COLUMNS =
            """
            select id, provider, event_id, event_type, original_id, state, reason, attempts, parkings, received_at,
                case when state in ('received', 'parked') then next_attempt_at end as next_attempt_at, settled_at
            from webhook_delivery
            """;

    private static final String LIST =
            COLUMNS
                    + " where state = any(:states) and original_id is not null order by received_at, id limit :limit";

    private static final String FIND = COLUMNS + " where id = :id and original_id is not null";

    /** The row count decides: what was applied meanwhile stays so. */
    private static final String TAKE_UP =
            """
            update webhook_delivery
            set state = 'received', reason = null, attempts = 0, parkings = 0, next_attempt_at = app_now(),
                settled_at = null
            where id = :id and state in ('parked', 'given_up')
            """;

    private static final String SETTLE =
            """
            update webhook_delivery set state = 'ignored', reason = :reason, settled_at = app_now()
            where id = :id and state in ('parked', 'given_up')
            """;

    /**
     * All states are named, so that one that has become empty is nought. By the two partial
     * indexes.
     */
    private static final String STANDING =
            """
            select asked.state, count(d.id) as events,
                coalesce(extract(epoch from app_now() - min(d.received_at)), 0) as oldest
            from unnest(array['received', 'parked', 'given_up']) as asked (state)
            left join webhook_delivery d
                on d.state = asked.state and d.state in ('received', 'parked', 'given_up')
            group by asked.state
            """;

    private final JdbcClient jdbc;

    UnsettledEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One of them, without its body.
     *
     * @param reference the subscription or payment that it is about, Google's token by its hash
     * @param reason why it could not be applied, or how it was settled
     * @param refusals how often it was put off since it was taken up
     * @param nextAttemptAt null when nobody tries any more
     */
    record Event(
            @JsonProperty("id") UUID id,
            @JsonProperty("store") String store,
            @JsonProperty("event_id") String eventId,
            @JsonProperty("type") String type,
            @JsonProperty("reference") String reference,
            @JsonProperty("state") String state,
            @JsonProperty("reason") @Nullable String reason,
            @JsonProperty("attempts") int attempts,
            @JsonProperty("refusals") int refusals,
            @JsonProperty("received_at") Instant receivedAt,
            @JsonProperty("next_attempt_at") @Nullable Instant nextAttemptAt,
            @JsonProperty("settled_at") @Nullable Instant settledAt) {}

    /** How many are in a state, and how old the oldest is. */
    record Standing(String state, long events, double oldestSeconds) {}

    /** The oldest first. */
    List<Event> list(List<String> states, int limit) {
        return jdbc.sql(LIST)
                .param("states", states.toArray(String[]::new))
                .param("limit", limit)
                .query(UnsettledEvents::event)
                .list();
    }

    Optional<Event> find(UUID id) {
        return jdbc.sql(FIND).param("id", id).query(UnsettledEvents::event).optional();
    }

    /** It is read again at once, and by the whole schedule. */
    boolean tryTakeUp(UUID id) {
        return jdbc.sql(TAKE_UP).param("id", id).update() == 1;
    }

    boolean trySettle(UUID id, String reason) {
        return jdbc.sql(SETTLE).param("id", id).param("reason", reason).update() == 1;
    }

    List<Standing> standing() {
        return jdbc.sql(STANDING)
                .query((row, number) ->
                        new Standing(
                                row.getString("state"),
                                row.getLong("events"),
                                row.getDouble("oldest")))
                .list();
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        String provider = row.getString("provider");
        return new Event(
                row.getObject("id", UUID.class),
                provider,
                row.getString("event_id"),
                row.getString("event_type"),
                new StoreReference(Source.of(provider), row.getString("original_id")).toString(),
                row.getString("state"),
                row.getString("reason"),
                row.getInt("attempts"),
                row.getInt("parkings"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                instant(row, "next_attempt_at"),
                instant(row, "settled_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
