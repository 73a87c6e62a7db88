package app.feedtape.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class WebhookCleanUpTest extends BillingTest {

    @Autowired private WebhookCleanUp cleanUp;
    @Autowired private JdbcClient database;

    @Test
    void whatWasSettledIsForgottenAfterNinetyDaysAndWhatIsParkedIsNot() {
        String run = UUID.randomUUID().toString();
        keep(run + "-old", "applied", 91);
        keep(run + "-ignored", "ignored", 91);
        keep(run + "-young", "applied", 89);
        keep(run + "-parked", "parked", 91);
        cleanUp.forget();
        assertThat(
                        database.sql(
                                        "select event_id from webhook_delivery where event_id like ? order by event_id")
                                .param(run + "%")
                                .query(String.class)
                                .list())
                .containsExactly(run + "-parked", run + "-young");
        database.sql("delete from webhook_delivery where event_id like ?")
                .param(run + "%")
                .update();
    }

    private void keep(String event, String state, int days) {
        database.sql(
                        """
                        insert into webhook_delivery (id, provider, event_id, event_type, body, request_id, state, reason,
                            received_at, next_attempt_at, settled_at)
                        select :id, 'stripe', :event, 't', '', 'r', :state, 'a test', at, app_now() + interval '1 day',
                            case when :state = 'parked' then null else at end
                        from (select app_now() - :days * interval '1 day' as at) as moment
                        """)
                .param("id", UUID.randomUUID())
                .param("event", event)
                .param("state", state)
                .param("days", days)
                .update();
    }
}
