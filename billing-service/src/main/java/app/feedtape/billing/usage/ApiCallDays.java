package app.feedtape.billing.usage;

import java.time.LocalDate;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** API calls of each payer's UTC day, counted when gateways lease them (docs/decisions/0088). */
@Repository
class ApiCallDays {

    /** Never past the limit, and never back where the limit has become smaller than the count. */
    private static final String LEASE =
            """
            insert into api_call_day (payer_id, day, calls)
            values (:payer, (app_now() at time zone 'UTC')::date, least(:limit, :wanted))
            on conflict on constraint api_call_day_once do update
            set calls = greatest(api_call_day.calls, least(:limit, api_call_day.calls + :wanted))
            returning new.day as day, new.calls as calls, new.calls - coalesce(old.calls, 0) as granted
            """;

    private static final String TODAY =
            """
            select coalesce(sum(calls), 0) from api_call_day
            where payer_id = :payer and day = (app_now() at time zone 'UTC')::date
            """;

    private static final String FORGET =
            """
            delete from api_call_day where (payer_id, day) in (
                select payer_id, day from api_call_day
                where day < (app_now() at time zone 'UTC')::date - :days order by day limit 1000)
            """;

    private final JdbcClient jdbc;

    ApiCallDays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param calls of the day, those granted now included
     */
    record Leased(LocalDate day, long calls, long granted) {}

    Leased lease(UUID payerId, long limit, long wanted) {
        return jdbc.sql(LEASE)
                .param("payer", payerId)
                .param("limit", limit)
                .param("wanted", wanted)
                .query((row, number) ->
                        new Leased(
                                row.getObject("day", LocalDate.class),
                                row.getLong("calls"),
                                row.getLong("granted")))
                .single();
    }

    /** Some of those before the last so many days; how many they were. */
    int forget(int days) {
        return jdbc.sql(FORGET).param("days", days).update();
    }

    long today(UUID payerId) {
        return jdbc.sql(TODAY).param("payer", payerId).query(Long.class).single();
    }
}
