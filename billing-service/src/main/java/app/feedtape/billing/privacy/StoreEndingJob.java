package app.feedtape.billing.privacy;

import app.feedtape.billing.checkout.LiveSubscriptions;
import app.feedtape.billing.checkout.PayPages;
import app.feedtape.billing.closing.StoreEndings;
import app.feedtape.billing.closing.StoreEndings.Ending;
import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.reconciliation.StoreReading;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.Stores;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Tells the stores that an account is gone, or that the money was given back: nobody pays for what
 * nobody can use. Tried until it is done; no transaction is open meanwhile.
 */
@Component
class StoreEndingJob {

    private static final Logger LOG = LoggerFactory.getLogger(StoreEndingJob.class);
    private static final int MOST_AT_A_TIME = 10;

    /** About an hour of trying. */
    private static final int PATIENCE = 10;

    private final StoreEndings endings;
    private final Stores stores;
    private final StoreReading reading;
    private final PayPages pages;
    private final LiveSubscriptions live;
    private final Purchases purchases;
    private final MeterRegistry metrics;

    StoreEndingJob(
            StoreEndings endings,
            Stores stores,
            StoreReading reading,
            PayPages pages,
            LiveSubscriptions live,
            Purchases purchases,
            MeterRegistry metrics) {
        this.endings = endings;
        this.stores = stores;
        this.reading = reading;
        this.pages = pages;
        this.live = live;
        this.purchases = purchases;
        this.metrics = metrics;
    }

    @Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
    void endWhatIsDue() {
        Optional<Ending> next = endings.take();
        for (int done = 1; next.isPresent(); done++) {
            tryToEnd(next.get());
            next = done < MOST_AT_A_TIME ? endings.take() : Optional.empty();
        }
    }

    private void tryToEnd(Ending ending) {
        try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
            end(ending);
            endings.settle(ending);
        } catch (Refusal away) {
            LOG.warn("Not done yet: {}", ending);
            if (ending.attempts() >= PATIENCE) {
                metrics.counter("feedtape.billing.endings.overdue").increment();
                LOG.error(
                        "{} should have ended and is still not ended at attempt {}",
                        ending,
                        ending.attempts());
            }
        }
    }

    private void end(Ending ending) {
        switch (ending.kind()) {
            case "pages" -> pages.endAllOf(ending.target(), purchases.now());
            case "customer" -> {
                pages.endAllOf(ending.target(), purchases.now());
                live.endAllOf(ending.target()).forEach(id -> readAgain(ending.source(), id));
            }
            case "acknowledgement" ->
                    stores.findAcknowledged(ending.source())
                            .orElseThrow(StoreEndingJob::notConfigured)
                            .acknowledge(ending.target());
            default -> {
                stores.findEnding(ending.source())
                        .orElseThrow(StoreEndingJob::notConfigured)
                        .end(ending.target());
                readAgain(ending.source(), ending.target());
            }
        }
    }

    private void readAgain(Source store, String subscription) {
        reading.apply(
                new StoreReference(store, subscription),
                purchases.now(),
                "we ended it in the store",
                () -> {});
    }

    private static Refusal notConfigured() {
        return ErrorCode.UPSTREAM_UNAVAILABLE.because("This store is not configured here.");
    }
}
