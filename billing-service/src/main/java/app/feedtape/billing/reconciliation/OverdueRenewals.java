package app.feedtape.billing.reconciliation;

import app.feedtape.billing.entitlement.CurrentEntitlement;
import app.feedtape.billing.purchase.Purchase;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.reconciliation.StoreReading.Outcome;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.Stores;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks the store before a payer is cut off whose renewal nobody has told of. While it does not
 * answer the purchase goes on giving access ({@link Purchase#givesAccessAt}) and is asked about
 * again later.
 */
@Component
class OverdueRenewals implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(OverdueRenewals.class);
    private static final int AT_ONCE = 8;

    private final Purchases purchases;
    private final StoreReading reading;
    private final Stores stores;
    private final CurrentEntitlement current;
    private final MeterRegistry metrics;
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final ExecutorService readings = Executors.newVirtualThreadPerTaskExecutor();

    OverdueRenewals(
            Purchases purchases,
            StoreReading reading,
            Stores stores,
            CurrentEntitlement current,
            MeterRegistry metrics) {
        this.purchases = purchases;
        this.reading = reading;
        this.stores = stores;
        this.current = current;
        this.metrics = metrics;
    }

    /** Does not wait for the stores: other jobs share the thread. */
    @Scheduled(fixedDelay = 500)
    void askAboutThem() {
        int free = slots.drainPermits();
        int taken = 0;
        try {
            if (free > 0) {
                for (Purchase purchase : purchases.claimUnconfirmed(stores.sources(), free)) {
                    taken++;
                    readings.execute(() -> askInTurn(purchase));
                }
            }
        } finally {
            slots.release(free - taken);
        }
    }

    private void askInTurn(Purchase purchase) {
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            ask(purchase);
        } catch (Refusal unavailable) {
            LOG.warn("The store could not be asked about {}: later", purchase.id());
        } catch (RuntimeException failure) {
            LOG.error("Purchase {} could not be confirmed", purchase.id(), failure);
        } finally {
            slots.release();
        }
    }

    private void ask(Purchase purchase) {
        Outcome outcome =
                reading.apply(
                        new StoreReference(purchase.source(), purchase.originalId()),
                        purchases.now(),
                        "the renewal is overdue",
                        () -> {});
        switch (outcome) {
            case Outcome.Applied() -> current.decide(purchase.payerId());
            case Outcome.Impossible(String reason) -> {
                metrics.counter("feedtape.billing.renewals.doubtful").increment();
                LOG.error("Purchase {} cannot be confirmed: {}", purchase.id(), reason);
            }
        }
    }

    @Override
    public void destroy() {
        readings.shutdown();
    }
}
