package app.feedtape.billing.usage;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class UsageCleanUpTest extends BillingTest {

    @Autowired private UsageCleanUp cleanUp;
    @Autowired private JdbcClient database;

    @Test
    void daysAreForgottenAfterFortyAndNotBefore() {
        UUID payer = UUID.randomUUID();
        planOf(payer);
        for (int ago : new int[] {0, 40, 41, 400}) {
            add("api_call_day (calls, payer_id, day) values (5", payer, ago);
            add(
                    "usage_day (characters, requests, version, payer_id, day) values (1, 1, 1",
                    payer,
                    ago);
        }
        cleanUp.forget();
        for (String table : new String[] {"api_call_day", "usage_day"}) {
            assertThat(
                            database.sql(
                                            "select (app_now() at time zone 'UTC')::date - day from %s where payer_id = ? order by 1"
                                                    .formatted(table))
                                    .param(payer)
                                    .query(Integer.class)
                                    .list())
                    .as(table)
                    .containsExactly(0, 40);
        }
    }

    private void add(String what, UUID payer, int ago) {
        database.sql("insert into " + what + ", ?, (app_now() at time zone 'UTC')::date - ?)")
                .params(payer, ago)
                .update();
    }
}
