package app.feedtape.billing.dunning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Periods whose payment failed, and what was said of them. The row decides: of two instances one
 * gets it, and nothing is said twice of a period.
 */
@Repository
class FailedPeriods {

    private static final String FAILED =
            """
            insert into dunning (purchase_id, period_start)
            select id, current_period_start from purchase
            where status = 'past_due' and current_period_start is not null
              and (grace_ends_at is null or grace_ends_at > app_now())
            on conflict on constraint dunning_once do nothing
            returning purchase_id, period_start,
                (select account_id from purchase where id = purchase_id) as account_id,
                (select grace_ends_at from purchase where id = purchase_id) as grace_ends_at
            """;

    private static final String ENDING =
            """
            update dunning set warned_at = app_now()
            from purchase
            where purchase.id = dunning.purchase_id and purchase.current_period_start = dunning.period_start
              and dunning.warned_at is null and dunning.ended_at is null
              and purchase.status = 'past_due'
              and purchase.grace_ends_at > app_now() and purchase.grace_ends_at - interval '3 days' <= app_now()
            returning dunning.purchase_id, dunning.period_start, purchase.account_id, purchase.grace_ends_at
            """;

    /**
     * Over by the store's word, or by ours once the store has been asked again. Who has a plan from
     * somewhere else has lost nothing.
     */
    private static final String ENDED =
            """
            update dunning set ended_at = app_now()
            from purchase join entitlement on entitlement.payer_id = purchase.payer_id
            where purchase.id = dunning.purchase_id and purchase.current_period_start = dunning.period_start
              and dunning.ended_at is null
              and (purchase.status = 'expired'
                   or purchase.status = 'past_due' and purchase.grace_ends_at <= app_now()
                       and purchase.read_at >= purchase.grace_ends_at)
            returning dunning.purchase_id, dunning.period_start, purchase.account_id, purchase.grace_ends_at,
                entitlement.source = 'signup' or entitlement.source_purchase_id = purchase.id as has_nothing_else
            """;

    private final JdbcClient jdbc;

    FailedPeriods(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param graceEndsAt until when access is kept, null when only the store knows
     */
    record Failed(
            UUID purchaseId, Instant periodStart, UUID accountId, @Nullable Instant graceEndsAt) {}

    /** Takes those of which nothing has been said. */
    List<Failed> takeNew() {
        return jdbc.sql(FAILED).query(FailedPeriods::failed).list();
    }

    /** Takes those whose grace is almost over. */
    List<Failed> takeEnding() {
        return jdbc.sql(ENDING).query(FailedPeriods::failed).list();
    }

    /** Takes those that are over; only those who have nothing else are answered. */
    List<Failed> takeEnded() {
        return jdbc
                .sql(ENDED)
                .query((row, number) ->
                        row.getBoolean("has_nothing_else")
                                ? List.of(failed(row, number))
                                : List.<Failed>of())
                .list()
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static Failed failed(ResultSet row, int number) throws SQLException {
        OffsetDateTime grace = row.getObject("grace_ends_at", OffsetDateTime.class);
        return new Failed(
                row.getObject("purchase_id", UUID.class),
                row.getObject("period_start", OffsetDateTime.class).toInstant(),
                row.getObject("account_id", UUID.class),
                grace == null ? null : grace.toInstant());
    }
}
