package app.feedtape.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.billing.BillingTest;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.rating.LongRevenue;
import app.feedtape.billing.reconciliation.Runs.Taken;
import app.feedtape.billing.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

class LeaseTest extends BillingTest {

    private final Taken run = new Taken(UUID.randomUUID(), UUID.randomUUID());

    @Autowired private Runs runs;
    @Autowired private WrittenDown written;
    @Autowired private StoreReading reading;
    @Autowired private Stores stores;
    @Autowired private Purchases purchases;
    @Autowired private MeterRegistry metrics;
    @Autowired private JdbcClient rows;

    /** Else another instance would take the run over, and both would begin anew for ever. */
    @Test
    void aRunKeepsItsLeaseWhileStoresTellForLongWhatWasPaid() {
        await().atMost(Duration.ofSeconds(60)).until(this::isBegun);
        new Reconciliation(
                        runs,
                        written,
                        reading,
                        stores,
                        purchases,
                        new LongRevenue(this::awaitRenewal),
                        metrics)
                .carryOut(run);
        assertThat(runs.find(run.id()).orElseThrow().state()).isEqualTo("finished");
    }

    private boolean isBegun() {
        return rows.sql(
                                """
                                insert into reconciliation_run (id, ordered_by, lease, lease_until, attempts)
                                values (:id, 'a test', :lease, app_now() + interval '2 minutes', 1)
                                on conflict do nothing
                                """)
                        .param("id", run.id())
                        .param("lease", run.lease())
                        .update()
                == 1;
    }

    private void awaitRenewal() {
        Instant first = leaseEnds();
        await().atMost(Duration.ofSeconds(60)).until(() -> leaseEnds().isAfter(first));
    }

    private Instant leaseEnds() {
        return rows.sql("select lease_until from reconciliation_run where id = ?")
                .param(run.id())
                .query((row, number) ->
                        row.getObject("lease_until", OffsetDateTime.class).toInstant())
                .single();
    }
}
