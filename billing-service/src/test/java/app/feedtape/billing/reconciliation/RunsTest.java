package app.feedtape.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.BillingTest;
import app.feedtape.billing.reconciliation.Runs.Progress;
import app.feedtape.billing.reconciliation.Runs.Taken;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** In transactions that nobody else sees, because a job takes whatever run it finds. */
class RunsTest extends BillingTest {

    private static final Progress NOTHING = new Progress(0, 0);

    private final UUID id = UUID.randomUUID();

    @Autowired private Runs runs;
    @Autowired private JdbcClient rows;
    @Autowired private TransactionTemplate transaction;

    private Taken takeAfterTheLeaseOfWhoHadIt() {
        rows.sql("update reconciliation_run set lease_until = app_now() where id = ?")
                .param(id)
                .update();
        return runs.take().orElseThrow();
    }

    @Test
    void whoHasLostARunRenewsAndFinishesNothing() {
        transaction.executeWithoutResult(unseen -> {
            unseen.setRollbackOnly();
            assertThat(runs.tryBegin(id, "a test")).isTrue();
            Taken first = runs.take().orElseThrow();
            assertThat(runs.tryRenew(first, NOTHING)).isTrue();
            Taken second = takeAfterTheLeaseOfWhoHadIt();
            assertThat(runs.tryRenew(first, NOTHING)).isFalse();
            assertThat(runs.tryFinish(first, "finished", NOTHING)).isFalse();
            assertThat(runs.tryFinish(second, "finished", NOTHING)).isTrue();
        });
    }

    @Test
    void aRunThatBrokeOffThreeTimesIsLeftIncomplete() {
        transaction.executeWithoutResult(unseen -> {
            unseen.setRollbackOnly();
            assertThat(runs.tryBegin(id, "a test")).isTrue();
            for (int time = 0; time < 3; time++) {
                takeAfterTheLeaseOfWhoHadIt();
            }
            assertThat(runs.take()).isEmpty();
            rows.sql("update reconciliation_run set lease_until = app_now() where id = ?")
                    .param(id)
                    .update();
            assertThat(runs.take()).isEmpty();
            assertThat(runs.find(id).orElseThrow().state()).isEqualTo("incomplete");
        });
    }
}
