package app.feedtape.billing.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Prices by store, with those that were replaced. */
@Repository
public class Prices {

    private static final String REPLACE =
            """
            update price set active = false, changed_at = app_now()
            where store = :store and plan = :plan and currency = :currency and period = :period
              and active and store_price_id is not null and store_price_id <> :id
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

    private final JdbcClient jdbc;

    Prices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is asked for now. */
    public List<Price> listActive() {
        return jdbc.sql("select * from price where active order by plan, period, currency, store")
                .query(Prices::price)
                .list();
    }

    /** What a plan costs per month in a store, if it is sold there. */
    public Optional<Price> findMonthly(String store, String plan) {
        return jdbc.sql(
                        """
                        select * from price
                        where store = :store and plan = :plan and currency = 'USD' and period = 'month' and active
                          and store_price_id is not null
                        """)
                .param("store", store)
                .param("plan", plan)
                .query(Prices::price)
                .optional();
    }

    /** The price behind a store's id, also one that is no longer asked for. */
    public Optional<Price> findByStoreId(String store, String storePriceId) {
        return jdbc.sql("select * from price where store = :store and store_price_id = :id")
                .param("store", store)
                .param("id", storePriceId)
                .query(Prices::price)
                .optional();
    }

    /** Sets the store's id of a monthly price. The former id goes on being known. */
    void nameMonthly(String store, String plan, String storePriceId) {
        for (String step : List.of(REPLACE, KEEP_AMOUNT, NAME)) {
            JdbcClient.StatementSpec sql =
                    jdbc.sql(step)
                            .param("store", store)
                            .param("plan", plan)
                            .param("currency", "USD")
                            .param("period", "month");
            (step.equals(KEEP_AMOUNT) ? sql : sql.param("id", storePriceId)).update();
        }
    }

    private static Price price(ResultSet row, int number) throws SQLException {
        return new Price(
                row.getString("store"),
                row.getString("plan"),
                row.getString("currency"),
                row.getString("period"),
                row.getInt("amount_minor"),
                row.getString("store_price_id"));
    }
}
