package app.feedtape.billing.usage;

import app.feedtape.events.Topic;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Each payer's UTC days as tts-service has totalled them; the ledger itself is there. */
@Repository
class UsageDays {

    private static final String FOLD =
            """
            insert into usage_day (payer_id, day, version, characters, requests)
            values (:payer, :day, :version, :characters, :requests)
            on conflict on constraint usage_day_once do update set
                version = excluded.version, characters = excluded.characters, requests = excluded.requests
            where usage_day.version < excluded.version
            """;

    private static final String TODAY =
            """
            with clock as (select app_now() as now)
            select clock.now, coalesce(characters, 0) as characters, coalesce(requests, 0) as requests
            from clock left join usage_day
                on payer_id = :payer and day = (clock.now at time zone 'UTC')::date
            """;

    private static final String FORGET =
            """
            delete from usage_day where (payer_id, day) in (
                select payer_id, day from usage_day
                where day < (app_now() at time zone 'UTC')::date - :days order by day limit 1000)
            """;

    private final JdbcClient jdbc;

    UsageDays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param day the UTC day it is now, by the database
     */
    record Day(LocalDate day, long characters, long requests) {}

    /** Takes a total unless a newer one is there. */
    void fold(DayTotalled total) {
        jdbc.sql(FOLD)
                .param("payer", total.payerId())
                .param("day", total.day())
                .param("version", total.version())
                .param("characters", total.characters())
                .param("requests", total.requests())
                .update();
    }

    /** Some of those before the last so many days; how many they were. */
    int forget(int days) {
        return jdbc.sql(FORGET).param("days", days).update();
    }

    Day today(UUID payerId) {
        return jdbc.sql(TODAY).param("payer", payerId).query(UsageDays::day).single();
    }

    private static Day day(ResultSet row, int number) throws SQLException {
        LocalDate day =
                row.getObject("now", OffsetDateTime.class)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDate();
        return new Day(day, row.getLong("characters"), row.getLong("requests"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Subscription {
        @Bean
        FactSubscription<DayTotalled> usageDaySubscription(UsageDays days, ClosedAccounts closed) {
            return FactSubscription.of(
                    "billing-usage-days",
                    Topic.USAGE_DAY,
                    DayTotalled.class,
                    total -> {
                        if (!closed.isErased(total.payerId())) {
                            days.fold(total);
                        }
                    });
        }
    }
}
