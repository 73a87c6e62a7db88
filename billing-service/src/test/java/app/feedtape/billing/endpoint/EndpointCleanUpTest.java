package app.feedtape.billing.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class EndpointCleanUpTest extends BillingTest {

    @Autowired private EndpointCleanUp cleanUp;
    @Autowired private JdbcClient database;

    @Test
    void afterThirtyDaysWhatIsSettledIsForgottenAndWhatWaitsIsNot() {
        UUID payer = UUID.randomUUID();
        UUID endpoint = UUID.randomUUID();
        database.sql(
                        """
                        insert into endpoint (id, payer_id, account_id, url, description, event_types, enabled,
                            disabled_reason, secret)
                        values (:id, :payer, :payer, 'https://example.com/', '', '{job.finished}', false, 'owner', '')
                        """)
                .param("id", endpoint)
                .param("payer", payer)
                .update();
        keep(payer, endpoint, "old", "delivered", 31);
        keep(payer, endpoint, "old and skipped", "skipped", 31);
        keep(payer, endpoint, "old and waiting", "pending", 31);
        keep(payer, endpoint, "young", "failed", 29);
        cleanUp.forget();
        assertThat(
                        database.sql(
                                        "select cause from endpoint_event where payer_id = ? order by cause")
                                .param(payer)
                                .query(String.class)
                                .list())
                .containsExactly("old and waiting", "young");
        assertThat(
                        database.sql("select count(*) from endpoint_delivery where endpoint_id = ?")
                                .param(endpoint)
                                .query(Long.class)
                                .single())
                .isEqualTo(2);
        database.sql("delete from endpoint where id = ?").param(endpoint).update();
        database.sql("delete from endpoint_event where payer_id = ?").param(payer).update();
    }

    private void keep(UUID payer, UUID endpoint, String cause, String state, int days) {
        database.sql(
                        """
                        with event as (
                            insert into endpoint_event (id, payer_id, type, cause, body, recorded_at)
                            values (gen_random_uuid(), :payer, 'job.finished', :cause, '{}',
                                app_now() - :days * interval '1 day') returning id)
                        insert into endpoint_delivery (id, endpoint_id, event_id, state, settled_at)
                        select gen_random_uuid(), :endpoint, id, :state,
                            case when :state = 'pending' then null else app_now() end from event
                        """)
                .param("payer", payer)
                .param("endpoint", endpoint)
                .param("cause", cause)
                .param("state", state)
                .param("days", days)
                .update();
    }
}
