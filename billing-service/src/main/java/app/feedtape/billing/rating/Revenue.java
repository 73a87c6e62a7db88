package app.feedtape.billing.rating;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.rating.PaidPurchases.Paid;
import app.feedtape.web.problem.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** What the stores have taken and given back, written down as they say it. */
@Service
public class Revenue {

    private static final Logger LOG = LoggerFactory.getLogger(Revenue.class);

    /** So long after it was asked for may a payment still come. */
    private static final Duration OVERLAP = Duration.ofDays(60);

    /** So long may a dispute go on. */
    private static final Duration OVERLAP_OF_RETURNS = Duration.ofDays(180);

    private static final int PAGE = 100;

    /** A store that has not answered so often is left in peace until the next time. */
    private static final int PATIENCE = 5;

    private final List<Payments> stores;
    private final List<PurchasePayments> asked;
    private final RevenueEntries entries;
    private final PaidPurchases paid;
    private final Purchases purchases;

    Revenue(
            List<Payments> stores,
            List<PurchasePayments> asked,
            RevenueEntries entries,
            PaidPurchases paid,
            Purchases purchases) {
        this.stores = stores;
        this.asked = asked;
        this.entries = entries;
        this.paid = paid;
        this.purchases = purchases;
    }

    /**
     * Takes down what is new; the first time, everything a store lists. Fails with {@code
     * UPSTREAM_UNAVAILABLE} when a store does not answer for all, and goes on from there the next
     * time.
     */
    public void collect() {
        @Nullable Refusal away = null;
        for (Payments store : stores) {
            away = collect(store, away);
        }
        for (PurchasePayments store : asked) {
            if (store.isOpen()) {
                away = ask(store, away);
            }
        }
        if (away != null) {
            throw away;
        }
    }

    private @Nullable Refusal collect(Payments store, @Nullable Refusal before) {
        boolean isComplete = entries.isComplete(store.source(), store.isReturned());
        Duration overlap = store.isReturned() ? OVERLAP_OF_RETURNS : OVERLAP;
        Instant since = isComplete ? purchases.now().minus(overlap) : Instant.EPOCH;
        @Nullable String after = null;
        try {
            do {
                Payments.Page page = store.list(since, after);
                page.payments().forEach(payment -> entries.record(store.source(), payment));
                after = page.next();
            } while (after != null);
            // The newest come first: one that breaks off has the oldest still to come.
            entries.complete(store.source(), store.isReturned());
            return before;
        } catch (Refusal away) {
            return away;
        }
    }

    /** One purchase after the other; one that cannot be read now keeps none of the others. */
    private @Nullable Refusal ask(PurchasePayments store, @Nullable Refusal before) {
        Source source = store.source();
        @Nullable Refusal away = before;
        int silences = 0;
        List<Paid> page = paid.page(source, null, PAGE);
        while (!page.isEmpty() && silences < PATIENCE) {
            for (Paid purchase : page) {
                try {
                    store.list(purchase.originalId(), purchase.payerId())
                            .forEach(payment -> entries.record(source, payment));
                } catch (Refusal silent) {
                    LOG.warn("What {} took for one purchase is not known", source.word());
                    away = silent;
                    if (++silences == PATIENCE) {
                        break;
                    }
                }
            }
            page = paid.page(source, page.getLast(), PAGE);
        }
        return away;
    }
}
