package app.feedtape.billing.rating;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets what an account had spoken once no operator can ask for it any more, whole months at a
 * time (docs/decisions/0096). What was paid is kept.
 */
@Component
class RatingCleanUp {

    private static final String FORGET_DAYS =
            """
            delete from rated_day where (payer_id, account_id, day, engine) in (
                select payer_id, account_id, day, engine from rated_day
                where day < date_trunc('month', app_now() at time zone 'UTC')::date - interval '36 months'
                order by day limit 1000)
            """;

    private static final String FORGET_MONTHS =
            """
            delete from rated_month where (payer_id, account_id, month, engine) in (
                select payer_id, account_id, month, engine from rated_month
                where month < date_trunc('month', app_now() at time zone 'UTC')::date - interval '36 months'
                order by month limit 1000)
            """;

    private final JdbcClient jdbc;

    RatingCleanUp(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 180_000)
    void forget() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET_DAYS).update() + jdbc.sql(FORGET_MONTHS).update();
        } while (forgotten > 0);
    }
}
