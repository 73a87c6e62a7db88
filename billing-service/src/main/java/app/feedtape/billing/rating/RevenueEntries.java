package app.feedtape.billing.rating;

import app.feedtape.billing.purchase.Source;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Money that stores have taken, and given back. */
@Repository
class RevenueEntries {

    private static final String RECORD =
            """
            insert into revenue_entry (store, external_id, payer_id, paid_on, currency, amount_minor)
            values (:store, :id, :payer, :paidOn, :currency, :amount)
            on conflict on constraint revenue_entry_once do update set
                paid_on = excluded.paid_on, currency = excluded.currency, amount_minor = excluded.amount_minor
            """;

    /** A dispute that was won, a refund that failed, one that was taken back. */
    private static final String NOTHING =
            "update revenue_entry set amount_minor = 0 where store = :store and external_id = :id and amount_minor <> 0";

    private static final String IS_COMPLETE =
            "select exists (select 1 from revenue_import where store = :store and returned = :returned)";

    private static final String COMPLETE =
            "insert into revenue_import (store, returned) values (:store, :returned) on conflict do nothing";

    private final JdbcClient jdbc;

    RevenueEntries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether everything up to some day was taken down, so that only newer things are missing. */
    boolean isComplete(Source store, boolean returned) {
        return jdbc.sql(IS_COMPLETE)
                .param("store", store.word())
                .param("returned", returned)
                .query(Boolean.class)
                .single();
    }

    void complete(Source store, boolean returned) {
        jdbc.sql(COMPLETE).param("store", store.word()).param("returned", returned).update();
    }

    void record(Source store, Payments.Payment payment) {
        if (payment.minorUnits() == 0) {
            jdbc.sql(NOTHING)
                    .param("store", store.word())
                    .param("id", payment.externalId())
                    .update();
            return;
        }
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
