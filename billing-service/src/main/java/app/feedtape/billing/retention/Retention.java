package app.feedtape.billing.retention;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets notes of work that is long done; what money was taken for is not among them. */
@Component
class Retention {

    /** Nobody can pay on a page for longer than a day. */
    private static final String CHECKOUTS =
            """
            delete from checkout where id in (
                select id from checkout where created_at < app_now() - interval '90 days' limit 1000)
            """;

    private static final String DIFFERENCES =
            """
            delete from reconciliation_difference where run_id in (
                select id from reconciliation_run where finished_at < app_now() - interval '400 days' limit 10)
            """;

    private static final String RUNS =
            """
            delete from reconciliation_run where finished_at < app_now() - interval '400 days'
                and not exists (select 1 from reconciliation_difference where run_id = reconciliation_run.id)
            """;

    /** A year's period may be paid back for a year. */
    private static final String RETURNED =
            """
            delete from stripe_returned_payment where payment_id in (
                select payment_id from stripe_returned_payment
                where noticed_at < app_now() - interval '400 days' limit 1000)
            """;

    /** Of periods that are over: no longer than a year, and then some days of grace. */
    private static final String DUNNING =
            """
            delete from dunning where (purchase_id, period_start) in (
                select purchase_id, period_start from dunning
                where coalesce(ended_at, paid_at) < app_now() - interval '400 days' limit 1000)
            """;

    private static final List<String> ALL =
            List.of(CHECKOUTS, DIFFERENCES, RUNS, RETURNED, DUNNING);

    private final JdbcClient jdbc;

    Retention(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Scheduled(fixedDelay = 21_600_000, initialDelay = 210_000)
    void forget() {
        for (String sql : ALL) {
            int forgotten;
            do {
                forgotten = jdbc.sql(sql).update();
            } while (forgotten > 0);
        }
    }
}
