package app.feedtape.billing.dunning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Periods whose payment failed, and what was said of them. The row decides: of two instances one
 * gets it, and nothing is said twice of a period.
 */
@Repository
class FailedPeriods {

    /**
     * Until when access is kept: by the store's word, else for our own days after the paid period.
     */
    private static final String ACCESS_ENDS =
            "coalesce(purchase.grace_ends_at, purchase.current_period_end + interval '3 days')";

    /**
     * Google says when a subscription first began and not when its period did, and moves the end of
     * its grace: there a period is one that fails while none runs.
     */
    private static final String FAILED =
            """
            insert into dunning (purchase_id, period_start)
            select purchase.id, period.key from purchase, lateral (
                select case when store = 'google' then current_period_end else current_period_start end as key) period
            where status = 'past_due' and period.key is not null and %1$s > app_now()
              and not (store = 'google' and exists (select 1 from dunning running
                  where running.purchase_id = purchase.id and running.ended_at is null and running.paid_at is null))
            on conflict on constraint dunning_once do nothing
            returning purchase_id, period_start,
                (select account_id from purchase where id = purchase_id) as account_id,
                (select %1$s from purchase where id = purchase_id) as access_ends_at
            """
                    .formatted(ACCESS_ENDS);

    private static final String PAID =
            """
            update dunning set paid_at = app_now()
            from purchase
            where purchase.id = dunning.purchase_id and dunning.ended_at is null and dunning.paid_at is null
              and purchase.status in ('trialing', 'active', 'cancelled')
            """;

    /** What was paid and has failed again; it was told. */
    private static final String NOT_PAID =
            """
            update dunning set paid_at = null
            from purchase
            where purchase.id = dunning.purchase_id and purchase.status = 'past_due'
              and dunning.period_start in (purchase.current_period_start, purchase.current_period_end)
              and dunning.paid_at is not null and dunning.ended_at is null
            """;

    /** Of several periods that are open the last one counts. */
    private static final String IS_LAST =
            """
            not exists (select 1 from dunning later
                where later.purchase_id = dunning.purchase_id and later.period_start > dunning.period_start)
            """;

    private static final String ENDING =
            """
            update dunning set warned_at = app_now()
            from purchase
            where purchase.id = dunning.purchase_id
              and dunning.warned_at is null and dunning.ended_at is null and dunning.paid_at is null
              and purchase.status = 'past_due'
              and %1$s > app_now() and %1$s - interval '3 days' <= app_now() and %2$s
            returning dunning.purchase_id, dunning.period_start, purchase.account_id, %1$s as access_ends_at
            """
                    .formatted(ACCESS_ENDS, IS_LAST);

    /**
     * Over by the store's word, or by ours once the store has been asked again. Who has a plan from
     * somewhere else has lost nothing.
     */
    private static final String ENDED =
            """
            update dunning set ended_at = app_now()
            from purchase join entitlement on entitlement.payer_id = purchase.payer_id
            where purchase.id = dunning.purchase_id and dunning.ended_at is null and dunning.paid_at is null
              and (purchase.status = 'expired'
                   or purchase.status = 'past_due' and %1$s <= app_now() and purchase.read_at >= %1$s)
            returning dunning.purchase_id, dunning.period_start, purchase.account_id, %1$s as access_ends_at,
                (entitlement.source = 'signup' or entitlement.source_purchase_id = purchase.id) and %2$s
                    as is_to_be_told
            """
                    .formatted(ACCESS_ENDS, IS_LAST);

    private final JdbcClient jdbc;

    FailedPeriods(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param periodStart what the period is known by
     * @param accessEndsAt until when access is kept
     */
    record Failed(UUID purchaseId, Instant periodStart, UUID accountId, Instant accessEndsAt) {}

    /** Takes note of what was paid meanwhile, and of what was and has failed again. */
    void follow() {
        jdbc.sql(PAID).update();
        jdbc.sql(NOT_PAID).update();
    }

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
                        row.getBoolean("is_to_be_told")
                                ? List.of(failed(row, number))
                                : List.<Failed>of())
                .list()
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static Failed failed(ResultSet row, int number) throws SQLException {
        return new Failed(
                row.getObject("purchase_id", UUID.class),
                row.getObject("period_start", OffsetDateTime.class).toInstant(),
                row.getObject("account_id", UUID.class),
                row.getObject("access_ends_at", OffsetDateTime.class).toInstant());
    }
}
