package app.feedtape.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class RatingCleanUpTest extends BillingTest {

    @Autowired private RatingCleanUp cleanUp;
    @Autowired private JdbcClient database;

    @Test
    void whatWasSpokenIsForgottenWhenNoOperatorCanAskForItAndWhatWasPaidIsKept() {
        UUID payer = UUID.randomUUID();
        for (int ago : new int[] {0, 36, 37}) {
            for (String place : new String[] {"rated_day (day", "rated_month (month"}) {
                add(
                        place
                                + ", payer_id, account_id, engine, characters, bookings) values (%s, :payer, :payer, 'neural', 7, 1)",
                        payer,
                        ago);
            }
            add(
                    "revenue_entry (paid_on, payer_id, store, external_id, currency, amount_minor) values (%s, :payer, 'stripe', gen_random_uuid()::text, 'USD', 1)",
                    payer, ago);
        }
        cleanUp.forget();
        assertThat(count("rated_day", payer)).isEqualTo(2);
        assertThat(count("rated_month", payer)).isEqualTo(2);
        assertThat(count("revenue_entry", payer)).isEqualTo(3);
    }

    private void add(String what, UUID payer, int monthsAgo) {
        String month =
                "(date_trunc('month', app_now() at time zone 'UTC') - interval '%d months')::date"
                        .formatted(monthsAgo);
        database.sql("insert into " + what.formatted(month)).param("payer", payer).update();
    }

    private long count(String table, UUID payer) {
        return database.sql("select count(*) from " + table + " where payer_id = ?")
                .param(payer)
                .query(Long.class)
                .single();
    }
}
