package app.feedtape.billing.entitlement;

import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Overrides;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What each payer may do, as it was last decided and published. */
@Repository
class Entitlements {

    private static final String SAVE =
            """
            insert into entitlement (payer_id, version, plan, plan_version, status, source, source_purchase_id,
                trial_ends_at, valid_until, characters_per_day, feeds, jobs_per_month, kept_audio_mb,
                api_calls_per_day, seats, changed_at)
            values (:payer, :version, :plan, :planVersion, :status, :source, :purchase,
                :trialEnds, :validUntil, :characters, :feeds, :jobs, :audio, :calls, :seats, :changedAt)
            on conflict (payer_id) do update set
                version = excluded.version, plan = excluded.plan, plan_version = excluded.plan_version,
                status = excluded.status, source = excluded.source, source_purchase_id = excluded.source_purchase_id,
                trial_ends_at = excluded.trial_ends_at, valid_until = excluded.valid_until,
                characters_per_day = excluded.characters_per_day, feeds = excluded.feeds,
                jobs_per_month = excluded.jobs_per_month, kept_audio_mb = excluded.kept_audio_mb,
                api_calls_per_day = excluded.api_calls_per_day, seats = excluded.seats,
                changed_at = excluded.changed_at
            where entitlement.version < excluded.version
            """;

    private static final String CURRENT =
            "select * from entitlement where payer_id = :payer and (valid_until is null or valid_until > app_now())";

    private static final String OVER =
            "select payer_id from entitlement where valid_until <= app_now() order by valid_until limit :limit";

    private final JdbcClient jdbc;

    Entitlements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<EntitlementChanged> find(UUID payerId) {
        return jdbc.sql("select * from entitlement where payer_id = :payer")
                .param("payer", payerId)
                .query(Entitlements::entitlement)
                .optional();
    }

    /** Empty also when time has overtaken it. */
    Optional<EntitlementChanged> findCurrent(UUID payerId) {
        return jdbc.sql(CURRENT)
                .param("payer", payerId)
                .query(Entitlements::entitlement)
                .optional();
    }

    List<UUID> listOver(int limit) {
        return jdbc.sql(OVER).param("limit", limit).query(UUID.class).list();
    }

    void save(EntitlementChanged entitlement) {
        int saved =
                jdbc.sql(SAVE)
                        .param("payer", entitlement.payerId())
                        .param("version", entitlement.version())
                        .param("plan", entitlement.plan())
                        .param("planVersion", entitlement.planVersion())
                        .param("status", entitlement.status())
                        .param("source", entitlement.source())
                        .param("purchase", entitlement.sourcePurchaseId())
                        .param("trialEnds", utc(entitlement.trialEndsAt()))
                        .param("validUntil", utc(entitlement.validUntil()))
                        .param("characters", entitlement.overrides().charactersPerDay())
                        .param("feeds", entitlement.overrides().feeds())
                        .param("jobs", entitlement.overrides().jobsPerMonth())
                        .param("audio", entitlement.overrides().keptAudioMegabytes())
                        .param("calls", entitlement.overrides().apiCallsPerDay())
                        .param("seats", entitlement.overrides().seats())
                        .param("changedAt", utc(entitlement.changedAt()))
                        .update();
        if (saved != 1) {
            throw new IllegalStateException(
                    "Decided without the payer's lock: " + entitlement.payerId());
        }
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static EntitlementChanged entitlement(ResultSet row, int number) throws SQLException {
        return new EntitlementChanged(
                row.getObject("payer_id", UUID.class),
                row.getLong("version"),
                row.getString("plan"),
                row.getLong("plan_version"),
                row.getString("status"),
                row.getString("source"),
                row.getObject("source_purchase_id", UUID.class),
                instant(row, "trial_ends_at"),
                instant(row, "valid_until"),
                new Overrides(
                        row.getObject("characters_per_day", Long.class),
                        row.getObject("feeds", Integer.class),
                        row.getObject("jobs_per_month", Integer.class),
                        row.getObject("kept_audio_mb", Integer.class),
                        row.getObject("api_calls_per_day", Long.class),
                        row.getObject("seats", Integer.class)),
                row.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
