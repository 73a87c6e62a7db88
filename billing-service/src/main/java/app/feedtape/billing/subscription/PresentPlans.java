package app.feedtape.billing.subscription;

import app.feedtape.billing.catalogue.CatalogueDescription;
import app.feedtape.billing.subscription.SubscriptionResponse.Subscription;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What payers have, with the purchase that gives it: one way to the database. */
@Repository
class PresentPlans {

    private static final String DECIDED =
            """
            select e.plan, e.status, e.source, e.trial_ends_at, p.started_at, p.current_period_start,
                p.current_period_end, p.cancel_at, %s as catalogue
            from entitlement e left join purchase p on p.id = e.source_purchase_id and p.payer_id = e.payer_id
            where e.payer_id = :payer
            """
                    .formatted(CatalogueDescription.VERSIONS);

    private static final String CURRENT =
            DECIDED + " and (e.valid_until is null or e.valid_until > app_now())";

    private final JdbcClient jdbc;

    PresentPlans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param subscription null when no purchase gives the plan
     * @param catalogue the catalogue's versions at the same time
     */
    record PresentPlan(String plan, @Nullable Subscription subscription, String catalogue) {}

    /** Empty when nothing was decided yet, or when time has overtaken it. */
    Optional<PresentPlan> find(UUID payerId) {
        return jdbc.sql(CURRENT).param("payer", payerId).query(PresentPlans::read).optional();
    }

    /** As it was decided last, which must have been just now. */
    PresentPlan getDecided(UUID payerId) {
        return jdbc.sql(DECIDED).param("payer", payerId).query(PresentPlans::read).single();
    }

    private static PresentPlan read(ResultSet row, int number) throws SQLException {
        Instant started = instant(row, "started_at");
        return new PresentPlan(
                row.getString("plan"),
                started == null
                        ? null
                        : new Subscription(
                                row.getString("status"),
                                row.getString("source"),
                                started,
                                instant(row, "current_period_start"),
                                instant(row, "current_period_end"),
                                instant(row, "cancel_at"),
                                instant(row, "trial_ends_at")),
                row.getString("catalogue"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
