package app.feedtape.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingTest;
import app.feedtape.test.MovableClock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** When the nightly run begins, and how often. */
@Import(MovableClock.Wiring.class)
// Its time stays moved, and Stripe's signatures are of today.
@DirtiesContext
class NightTest extends BillingTest {

    @Autowired private MovableClock clock;
    @Autowired private ReconciliationJob job;
    @Autowired private JdbcClient database;

    @Test
    void atThreeInTheNightOneOfManyInstancesBeginsItAndNoneAgainThatDay() throws Exception {
        LocalDate night = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        clock.set(night.atTime(2, 59, 0).toInstant(ZoneOffset.UTC));
        allLook();
        assertThat(runsOf(night)).isZero();
        // Of an operator's run that goes on the night's would have to wait for its end.
        await().atMost(Duration.ofSeconds(60)).until(() -> running() == 0);
        clock.set(night.atTime(3, 0, 0).toInstant(ZoneOffset.UTC));
        allLook();
        assertThat(runsOf(night)).isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> running() == 0);
        clock.set(night.atTime(23, 59, 0).toInstant(ZoneOffset.UTC));
        allLook();
        assertThat(runsOf(night)).isEqualTo(1);
    }

    private void allLook() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> look =
                    () -> {
                        job.beginTheNights();
                        return true;
                    };
            assertThat(threads.invokeAll(Collections.nCopies(8, look)))
                    .allMatch(it -> it.resultNow());
        }
    }

    private long runsOf(LocalDate night) {
        return database.sql("select count(*) from reconciliation_run where night = ?")
                .param(night)
                .query(Long.class)
                .single();
    }

    private long running() {
        return database.sql("select count(*) from reconciliation_run where state = 'running'")
                .query(Long.class)
                .single();
    }
}
