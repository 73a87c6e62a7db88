package app.feedtape.billing.catalogue;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Prices by store, with those that were replaced. */
@Repository
public class Prices {

    /** Also one that has no id yet, when the row of this id is there to take its place. */
    private static final String REPLACE =
            """
            update price set active = false, changed_at = app_now()
            where store = :store and plan = :plan and currency = :currency and period = :period
              and active and store_price_id is distinct from :id
              and (store_price_id is not null or exists (
                  select 1 from price former
                  where former.store = :store and former.plan = :plan and former.currency = :currency
                    and former.period = :period and former.store_price_id = :id))
            """;

    /** Going back to a former price: its row is there, and an id stands in one row only. */
    private static final String RETURN =
            """
            update price set active = true, changed_at = app_now()
            where store = :store and plan = :plan and currency = :currency and period = :period
              and not active and store_price_id = :id
            """;

    private static final String KEEP_AMOUNT =
            """
            insert into price (store, plan, currency, period, amount_minor)
            select store, plan, currency, period, amount_minor from price
            where store = :store and plan = :plan and currency = :currency and period = :period
            order by changed_at desc limit 1
            on conflict do nothing
            """;

    private static final String NAME =
            """
            update price set store_price_id = :id, changed_at = app_now()
            where store = :store and plan = :plan and currency = :currency and period = :period
              and active and store_price_id is null
            """;

    /** By SQL and without a transaction of its own: every reading of a store asks for it. */
    private static final String BY_STORE_ID =
            """
            select store, plan, currency, period, amount_minor, store_price_id from price
            where store = :store and store_price_id = :id
            """;

    private static final String IS_ORDERED =
            "select exists (select 1 from audit_entry where object = :object)";

    /** At the amount that is asked on the web, until somebody says otherwise. */
    private static final String OFFER =
            """
            insert into price (store, plan, currency, period, amount_minor)
            select :store, plan, currency, period, amount_minor from price
            where store = 'stripe' and plan = :plan and currency = 'USD' and period = :period and active
              and not exists (select from price former
                  where former.store = :store and former.plan = :plan and former.currency = 'USD'
                    and former.period = :period)
            on conflict do nothing
            """;

    private final PriceRows rows;
    private final JdbcClient jdbc;

    Prices(PriceRows rows, JdbcClient jdbc) {
        this.rows = rows;
        this.jdbc = jdbc;
    }

    /**
     * What a plan costs in a store, if it is sold there.
     *
     * @param period {@code month} or {@code year}
     * @param currency ISO 4217
     */
    public Optional<Price> find(String store, String plan, String period, String currency) {
        return rows.findByStoreAndPlanAndCurrencyAndPeriodAndActiveTrueAndStorePriceIdIsNotNull(
                        store, plan, currency, period)
                .map(PriceRow::toPrice);
    }

    /** The price behind a store's id, also one that is no longer asked for. */
    public Optional<Price> findByStoreId(String store, String storePriceId) {
        return jdbc.sql(BY_STORE_ID)
                .param("store", store)
                .param("id", storePriceId)
                .query((row, number) ->
                        new Price(
                                row.getString("store"),
                                row.getString("plan"),
                                row.getString("currency"),
                                row.getString("period"),
                                row.getInt("amount_minor"),
                                row.getString("store_price_id")))
                .optional();
    }

    /** Whether an operator has decided what a plan costs there. */
    boolean isOrdered(String store, String plan, String period) {
        return jdbc.sql(IS_ORDERED)
                .param("object", new PriceChange.Place(plan, store, "USD", period).object())
                .query(Boolean.class)
                .single();
    }

    /** Sells a plan in another store, which has its own id for it. */
    void offer(String store, String plan, String period, String storePriceId) {
        jdbc.sql(OFFER).param("store", store).param("plan", plan).param("period", period).update();
        name(store, plan, period, storePriceId);
    }

    /** Sets the store's id of a price. The former id goes on being known. */
    void name(String store, String plan, String period, String storePriceId) {
        for (String step : List.of(REPLACE, RETURN, KEEP_AMOUNT, NAME)) {
            JdbcClient.StatementSpec sql =
                    jdbc.sql(step)
                            .param("store", store)
                            .param("plan", plan)
                            .param("currency", "USD")
                            .param("period", period);
            (step.equals(KEEP_AMOUNT) ? sql : sql.param("id", storePriceId)).update();
        }
    }
}
