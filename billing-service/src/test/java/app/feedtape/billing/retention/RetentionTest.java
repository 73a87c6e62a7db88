package app.feedtape.billing.retention;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class RetentionTest extends BillingTest {

    private final UUID payer = UUID.randomUUID();

    @Autowired private Retention retention;
    @Autowired private JdbcClient rows;

    @Test
    void notesOfWorkThatIsLongDoneAreForgottenAndYoungerOnesAreNot() {
        rows.sql("insert into payer (payer_id) values (?)").param(payer).update();
        note(89, 399);
        note(91, 401);
        retention.forget();
        assertThat(count("checkout", "payer_id = ?", payer)).isEqualTo(1);
        assertThat(count("reconciliation_run", "ordered_by = ?", payer.toString())).isEqualTo(1);
        assertThat(count("reconciliation_difference", "original_id = ?", payer.toString()))
                .isEqualTo(1);
        assertThat(count("stripe_returned_payment", "subscription_id = ?", payer.toString()))
                .isEqualTo(1);
    }

    private void note(int pages, int others) {
        UUID run = UUID.randomUUID();
        rows.sql(
                        """
                        insert into checkout (id, payer_id, account_id, plan, price_id, success_url, cancel_url, state, created_at)
                        values (gen_random_uuid(), ?, ?, 'pro', 'p', 's', 'c', 'closed', app_now() - ? * interval '1 day')
                        """)
                .params(payer, payer, pages)
                .update();
        rows.sql(
                        """
                        insert into reconciliation_run (id, ordered_by, state, finished_at)
                        values (?, ?, 'finished', app_now() - ? * interval '1 day')
                        """)
                .params(run, payer.toString(), others)
                .update();
        rows.sql(
                        "insert into reconciliation_difference (run_id, store, original_id, kind) values (?, 'stripe', ?, 'unclear')")
                .params(run, payer.toString())
                .update();
        rows.sql(
                        "insert into stripe_returned_payment values (?, ?, app_now() - ? * interval '1 day')")
                .params("pi_" + run, payer.toString(), others)
                .update();
    }

    private long count(String table, String where, Object value) {
        return rows.sql("select count(*) from " + table + " where " + where)
                .param(value)
                .query(Long.class)
                .single();
    }
}
