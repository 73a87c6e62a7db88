package app.feedtape.billing.entitlement;

import app.feedtape.events.EntitlementFact.Overrides;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Limits that operators set for one payer, each with its end and its reason. Never changed. */
@Repository
class LimitOverrides {

    private static final String SET =
            """
            insert into limit_override (payer_id, limit_name, amount, ends_at, reason, actor, request_id)
            values (:payer, :limit, :amount, :endsAt, :reason, :actor, :request)
            """;

    private static final String NEWEST =
            """
            select distinct on (limit_name) limit_name, amount, ends_at, reason, actor, recorded_at
            from limit_override where payer_id = :payer order by limit_name, id desc
            """;

    private static final String ALL =
            """
            select limit_name, amount, ends_at, reason, actor, recorded_at
            from limit_override where payer_id = :payer order by id desc limit 200
            """;

    private final JdbcClient jdbc;

    LimitOverrides(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One entry of the trail. */
    record Entry(
            @JsonProperty("limit") OverridableLimit limit,
            @JsonProperty("amount") @Nullable Long amount,
            @JsonProperty("ends_at") @Nullable Instant endsAt,
            @JsonProperty("reason") String reason,
            @JsonProperty("set_by") String actor,
            @JsonProperty("set_at") Instant recordedAt) {

        boolean runsAt(Instant now) {
            return amount != null && (endsAt == null || now.isBefore(endsAt));
        }
    }

    /**
     * What counts at an instant.
     *
     * @param nextEnd when the first of them ends; null when none does
     */
    record Running(Overrides overrides, @Nullable Instant nextEnd) {

        /** When to decide anew, of the two. */
        @Nullable Instant earlier(@Nullable Instant other) {
            if (nextEnd == null || other == null) {
                return nextEnd == null ? other : nextEnd;
            }
            return nextEnd.isBefore(other) ? nextEnd : other;
        }
    }

    void set(UUID payerId, Entry entry, String requestId) {
        Instant endsAt = entry.endsAt();
        jdbc.sql(SET)
                .param("payer", payerId)
                .param("limit", entry.limit().word())
                .param("amount", entry.amount())
                .param("endsAt", endsAt == null ? null : endsAt.atOffset(ZoneOffset.UTC))
                .param("reason", entry.reason())
                .param("actor", entry.actor())
                .param("request", requestId)
                .update();
    }

    Running running(UUID payerId, Instant now) {
        Map<OverridableLimit, Long> amounts = new EnumMap<>(OverridableLimit.class);
        Instant next = null;
        for (Entry entry : list(NEWEST, payerId)) {
            if (entry.amount() != null && entry.runsAt(now)) {
                amounts.put(entry.limit(), entry.amount());
                Instant end = entry.endsAt();
                next = end != null && (next == null || end.isBefore(next)) ? end : next;
            }
        }
        return new Running(overrides(amounts), next);
    }

    private static Overrides overrides(Map<OverridableLimit, Long> amounts) {
        return amounts.isEmpty()
                ? Overrides.NONE
                : new Overrides(
                        amounts.get(OverridableLimit.CHARACTERS_PER_DAY),
                        small(amounts.get(OverridableLimit.FEEDS)),
                        small(amounts.get(OverridableLimit.JOBS_PER_MONTH)),
                        small(amounts.get(OverridableLimit.KEPT_AUDIO_MB)),
                        amounts.get(OverridableLimit.API_CALLS_PER_DAY),
                        small(amounts.get(OverridableLimit.SEATS)));
    }

    private static @Nullable Integer small(@Nullable Long amount) {
        return amount == null ? null : Math.toIntExact(amount);
    }

    /** Newest first. */
    List<Entry> list(UUID payerId) {
        return list(ALL, payerId);
    }

    private List<Entry> list(String sql, UUID payerId) {
        return jdbc.sql(sql).param("payer", payerId).query(LimitOverrides::entry).list();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        OffsetDateTime endsAt = row.getObject("ends_at", OffsetDateTime.class);
        return new Entry(
                OverridableLimit.of(row.getString("limit_name")).orElseThrow(),
                row.getObject("amount", Long.class),
                endsAt == null ? null : endsAt.toInstant(),
                row.getString("reason"),
                row.getString("actor"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }
}
