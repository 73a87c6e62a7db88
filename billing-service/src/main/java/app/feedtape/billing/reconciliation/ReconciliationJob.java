package app.feedtape.billing.reconciliation;

import app.feedtape.web.time.TimeOrderedIds;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Begins the nightly run, and carries out whatever run nobody carries out. */
@Component
class ReconciliationJob implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationJob.class);

    /** In UTC; the stores' own nightly renewals are mostly over by then. */
    private static final int NIGHTLY_HOUR = 3;

    private final Runs runs;
    private final Reconciliation reconciliation;
    private final TimeOrderedIds ids;
    private final ExecutorService carrier = Executors.newVirtualThreadPerTaskExecutor();

    ReconciliationJob(Runs runs, Reconciliation reconciliation, TimeOrderedIds ids) {
        this.runs = runs;
        this.reconciliation = reconciliation;
        this.ids = ids;
    }

    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void beginTheNights() {
        runs.beginNight(ids.next(), NIGHTLY_HOUR);
    }

    /** Does not wait for the stores: other jobs share the thread. */
    @Scheduled(fixedDelay = 1_000)
    void takeWhatNobodyCarriesOut() {
        runs.take()
                .ifPresent(run ->
                        carrier.execute(() -> {
                            try {
                                reconciliation.carryOut(run);
                            } catch (RuntimeException failure) {
                                LOG.error(
                                        "Reconciliation {} broke off; it is taken up again",
                                        run.id(),
                                        failure);
                            }
                        }));
    }

    @Override
    public void destroy() {
        carrier.shutdownNow();
    }
}
