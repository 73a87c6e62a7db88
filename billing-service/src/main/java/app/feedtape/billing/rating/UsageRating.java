package app.feedtape.billing.rating;

import app.feedtape.events.Topic;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Folds each booking into the row of its day and of its month. The inbox lets each in once, in any
 * order and however late, so that the rows are the sum of what was booked.
 */
@Repository
public class UsageRating {

    private static final String DAY =
            """
            insert into rated_day (payer_id, account_id, day, engine, characters, bookings)
            values (:payer, :account, :day, :engine, :characters, 1)
            on conflict on constraint rated_day_once do update set
                characters = rated_day.characters + excluded.characters, bookings = rated_day.bookings + 1
            """;

    private static final String MONTH =
            """
            insert into rated_month (payer_id, account_id, month, engine, characters, bookings)
            values (:payer, :account, date_trunc('month', :day::date)::date, :engine, :characters, 1)
            on conflict on constraint rated_month_once do update set
                characters = rated_month.characters + excluded.characters, bookings = rated_month.bookings + 1
            """;

    private final JdbcClient jdbc;
    private final ClosedAccounts closed;

    UsageRating(JdbcClient jdbc, ClosedAccounts closed) {
        this.jdbc = jdbc;
        this.closed = closed;
    }

    void fold(UsageRecorded booking) {
        if (closed.isErased(booking.payerId()) || closed.isErased(booking.accountId())) {
            return;
        }
        for (String sql : new String[] {DAY, MONTH}) {
            jdbc.sql(sql)
                    .param("payer", booking.payerId())
                    .param("account", booking.accountId())
                    .param("day", booking.day())
                    .param("engine", booking.engine())
                    .param("characters", booking.characters())
                    .update();
        }
    }

    /**
     * Forgets who spoke. What was spoken for another payer stays that payer's, by a number that
     * nobody has. What was paid stays, as the law wants it, and nobody knows by whom.
     */
    public void erase(UUID accountId) {
        UUID number = UUID.randomUUID();
        for (String table : new String[] {"rated_day", "rated_month"}) {
            jdbc.sql("delete from " + table + " where payer_id = :gone")
                    .param("gone", accountId)
                    .update();
            jdbc.sql(
                            "update "
                                    + table
                                    + " set account_id = :number where account_id = :gone and account_id <> payer_id")
                    .param("number", number)
                    .param("gone", accountId)
                    .update();
        }
        jdbc.sql("update revenue_entry set payer_id = gen_random_uuid() where payer_id = :gone")
                .param("gone", accountId)
                .update();
    }

    @Configuration(proxyBeanMethods = false)
    static class Subscription {
        @Bean
        FactSubscription<UsageRecorded> usageRatingSubscription(UsageRating rating) {
            return FactSubscription.of(
                    "billing-usage-rating", Topic.USAGE, UsageRecorded.class, rating::fold);
        }
    }
}
