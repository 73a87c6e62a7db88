package app.feedtape.tts.jobs;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many jobs a payer has begun in the UTC month of the database's clock. One row per payer and
 * month, and its row count decides who gets the last one.
 */
@Component
public class JobQuota {

    private static final String MONTH = "date_trunc('month', app_now() at time zone 'UTC')::date";

    private static final String TRY_TAKE =
            """
            insert into job_month (payer_id, month, jobs)
            select :payer, %s, 1 where cast(:limit as integer) is null or cast(:limit as integer) > 0
            on conflict (payer_id, month) do update set jobs = job_month.jobs + 1
             where cast(:limit as integer) is null or job_month.jobs < cast(:limit as integer)
            returning month
            """
                    .formatted(MONTH);

    private static final String LOCK =
            "select 1 from job_month where payer_id = :payer and month = :month for update";

    private static final String GIVE_BACK =
            "update job_month set jobs = jobs - 1 where payer_id = :payer and month = :month";

    private static final String USED =
            """
            select %1$s as month, coalesce(m.jobs, 0) as jobs
            from (select 1) one left join job_month m on m.payer_id = :payer and m.month = %1$s
            """
                    .formatted(MONTH);

    private final JdbcClient jdbc;

    JobQuota(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A payer's jobs of a month.
     *
     * @param month its first day
     */
    public record Used(LocalDate month, int jobs) {}

    /** Counts a job, or says by an empty answer that the month has no room for it. */
    Optional<LocalDate> tryTake(UUID payerId, @Nullable Integer limit) {
        return jdbc.sql(TRY_TAKE)
                .param("payer", payerId)
                .param("limit", limit)
                .query(LocalDate.class)
                .optional();
    }

    /** Nobody else changes the month until the transaction ends. */
    void lock(UUID payerId, @Nullable LocalDate month) {
        jdbc.sql(LOCK)
                .param("payer", payerId)
                .param("month", month)
                .query(Integer.class)
                .optional();
    }

    /** A job of which nothing came does not count. */
    void giveBack(UUID payerId, LocalDate month) {
        jdbc.sql(GIVE_BACK).param("payer", payerId).param("month", month).update();
    }

    /** This month's, as it stands now. */
    public Used used(UUID payerId) {
        return jdbc.sql(USED).param("payer", payerId).query(Used.class).single();
    }
}
