package app.feedtape.billing.reconciliation;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.rating.Revenue;
import app.feedtape.billing.reconciliation.Runs.Progress;
import app.feedtape.billing.reconciliation.Runs.Taken;
import app.feedtape.billing.reconciliation.StoreReading.Outcome;
import app.feedtape.billing.reconciliation.WrittenDown.Row;
import app.feedtape.billing.store.ListingStore;
import app.feedtape.billing.store.StoreReference;
import app.feedtape.billing.store.Stores;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Compares everything with the stores: each purchase that lives here is read there, and what lives
 * there and is unknown here is written down, and so is what was paid. Where a store does not answer
 * nothing changes.
 */
@Component
class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final int PAGE = 100;
    private static final int AT_ONCE = 8;

    /** A store that has not answered so often in one run is left in peace until the next. */
    private static final int PATIENCE = 5;

    /** A lease lasts two minutes. */
    private static final Duration RENEWED_EVERY = Duration.ofSeconds(2);

    private static final String CAUSE = "reconciliation";

    private final Runs runs;
    private final WrittenDown written;
    private final StoreReading reading;
    private final Stores stores;
    private final Purchases purchases;
    private final Revenue revenue;
    private final MeterRegistry metrics;

    Reconciliation(
            Runs runs,
            WrittenDown written,
            StoreReading reading,
            Stores stores,
            Purchases purchases,
            Revenue revenue,
            MeterRegistry metrics) {
        this.runs = runs;
        this.written = written;
        this.reading = reading;
        this.stores = stores;
        this.purchases = purchases;
        this.revenue = revenue;
        this.metrics = metrics;
    }

    private static final class Tally {
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger unanswered = new AtomicInteger();

        Progress progress() {
            int silent = unanswered.get();
            return new Progress(Math.max(asked.get(), silent), silent);
        }
    }

    /** Somebody else has taken the run over. */
    private static final class Lost extends RuntimeException {
        Lost() {
            super("the run is another's", null, false, false);
        }
    }

    /** Carries a run out that was taken. */
    void carryOut(Taken taken) {
        UUID run = taken.id();
        Tally tally = new Tally();
        try (ExecutorService readers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (Source store : List.copyOf(stores.sources())) {
                Comparison comparison = new Comparison(taken, store, tally, readers);
                comparison.compareOurs();
                comparison.lookForOthers();
            }
            collectRevenue(taken, tally);
        } catch (Lost anothers) {
            LOG.warn("Reconciliation {} goes on elsewhere", run);
            return;
        }
        String state = tally.unanswered.get() == 0 ? "finished" : "incomplete";
        if (!runs.tryFinish(taken, state, tally.progress())) {
            LOG.warn("Reconciliation {} was finished elsewhere", run);
            return;
        }
        metrics.counter("feedtape.billing.reconciliation.runs", "state", state).increment();
        LOG.info("Reconciliation {} is {}: {}", run, state, tally.progress());
    }

    private void collectRevenue(Taken run, Tally tally) {
        try (ScheduledExecutorService meanwhile =
                Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
            meanwhile.scheduleAtFixedRate(
                    () -> runs.tryRenew(run, tally.progress()),
                    RENEWED_EVERY.toSeconds(),
                    RENEWED_EVERY.toSeconds(),
                    TimeUnit.SECONDS);
            revenue.collect();
        } catch (Refusal away) {
            LOG.warn("Reconciliation {}: a store did not tell all that was paid", run.id());
            tally.unanswered.incrementAndGet();
        }
    }

    /** One store's part of a run. */
    private final class Comparison {
        private final Taken run;
        private final Source store;
        private final Tally tally;
        private final ExecutorService readers;
        private final AtomicInteger silences = new AtomicInteger();

        Comparison(Taken run, Source store, Tally tally, ExecutorService readers) {
            this.run = run;
            this.store = store;
            this.tally = tally;
            this.readers = readers;
        }

        void compareOurs() {
            @Nullable Row last = null;
            List<Row> page = written.page(store, null, PAGE);
            while (!page.isEmpty()) {
                readAll(page.stream().map(Row::reference).toList());
                last = page.getLast();
                page = written.page(store, last, PAGE);
            }
        }

        void lookForOthers() {
            if (!(stores.find(store).orElseThrow() instanceof ListingStore listing)) {
                return;
            }
            @Nullable String last = null;
            boolean hasMore = true;
            while (hasMore && !isSilent()) {
                try {
                    ListingStore.Page page = listing.list(last);
                    readAll(written.unknown(store, page.originalIds()));
                    hasMore = page.hasMore() && !page.originalIds().isEmpty();
                    last = hasMore ? page.originalIds().getLast() : last;
                } catch (Refusal away) {
                    silent();
                    return;
                }
            }
        }

        private void readAll(List<StoreReference> references) {
            var futures =
                    references.stream()
                            .map(reference -> readers.submit(() -> readInTurn(reference)))
                            .toList();
            for (var future : futures) {
                try {
                    future.get();
                } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                    throw new Lost();
                } catch (java.util.concurrent.ExecutionException failure) {
                    LOG.error("A purchase of {} could not be compared", store, failure.getCause());
                    tally.unanswered.incrementAndGet();
                }
            }
            if (!runs.tryRenew(run, tally.progress())) {
                throw new Lost();
            }
        }

        private void readInTurn(StoreReference reference) {
            if (isSilent()) {
                tally.asked.incrementAndGet();
                tally.unanswered.incrementAndGet();
                return;
            }
            try (RequestContext.Scope _ = RequestContext.accept(null, null).open()) {
                tally.asked.incrementAndGet();
                read(reference);
            } catch (Refusal away) {
                LOG.warn("{} was not answered for", reference);
                silent();
            }
        }

        private void read(StoreReference reference) {
            Optional<String> was = written.says(reference);
            switch (reading.apply(reference, purchases.now(), CAUSE, () -> {})) {
                case Outcome.Impossible(String reason) ->
                        note(reference, "unclear", was.orElse(null), reason);
                case Outcome.Applied() -> {
                    String now = written.says(reference).orElse("");
                    if (!now.equals(was.orElse(null))) {
                        String kind = was.isPresent() ? "repaired" : "missing";
                        note(reference, kind, was.orElse(null), now);
                    }
                }
            }
        }

        private void note(StoreReference reference, String kind, @Nullable String was, String now) {
            runs.note(run.id(), reference, kind, was, now);
            metrics.counter(
                            "feedtape.billing.reconciliation.differences",
                            "store",
                            store.word(),
                            "kind",
                            kind)
                    .increment();
            LOG.warn("Reconciliation: {} is {}: was {}, is {}", reference, kind, was, now);
        }

        private boolean isSilent() {
            return silences.get() >= PATIENCE;
        }

        private void silent() {
            silences.incrementAndGet();
            tally.unanswered.incrementAndGet();
        }
    }
}
