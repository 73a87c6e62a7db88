package app.feedtape.billing.rating;

import app.feedtape.billing.purchase.Purchases;
import app.feedtape.billing.purchase.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** What the stores have taken, written down as they say it. */
@Service
public class Revenue {

    /** So long after it was asked for may a payment still come. */
    private static final Duration OVERLAP = Duration.ofDays(60);

    private static final String RECORD =
            """
            insert into revenue_entry (store, external_id, payer_id, paid_on, currency, amount_minor)
            values (:store, :id, :payer, :paidOn, :currency, :amount)
            on conflict on constraint revenue_entry_once do update set
                paid_on = excluded.paid_on, currency = excluded.currency, amount_minor = excluded.amount_minor
            """;

    private static final String IS_BEGUN =
            "select exists (select 1 from revenue_entry where store = :store)";

    private final List<Payments> stores;
    private final Purchases purchases;
    private final JdbcClient jdbc;

    Revenue(List<Payments> stores, Purchases purchases, JdbcClient jdbc) {
        this.stores = stores;
        this.purchases = purchases;
        this.jdbc = jdbc;
    }

    /**
     * Takes down what is new; the first time, everything. Fails with {@code UPSTREAM_UNAVAILABLE}
     * when a store does not answer, and goes on from there the next time.
     */
    public void collect() {
        for (Payments store : stores) {
            Instant since =
                    isBegun(store.source()) ? purchases.now().minus(OVERLAP) : Instant.EPOCH;
            @Nullable String after = null;
            do {
                Payments.Page page = store.list(since, after);
                page.payments().forEach(payment -> record(store.source(), payment));
                after = page.next();
            } while (after != null);
        }
    }

    private boolean isBegun(Source store) {
        return jdbc.sql(IS_BEGUN).param("store", store.word()).query(Boolean.class).single();
    }

    private void record(Source store, Payments.Payment payment) {
        jdbc.sql(RECORD)
                .param("store", store.word())
                .param("id", payment.externalId())
                .param("payer", payment.payerId())
                .param("paidOn", LocalDate.ofInstant(payment.paidAt(), ZoneOffset.UTC))
                .param("currency", payment.currency())
                .param("amount", payment.minorUnits())
                .update();
    }
}
