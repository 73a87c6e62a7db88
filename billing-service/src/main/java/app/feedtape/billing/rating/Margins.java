package app.feedtape.billing.rating;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Cost beside revenue, by month. */
@Repository
class Margins {

    /** Costs are in dollars, so they stand beside what was paid in dollars. */
    private static final String LIST =
            """
            with moved as (
                select date_trunc('month', d.day)::date as month, d.payer_id, d.account_id, 'USD' as currency,
                    d.characters, d.characters * coalesce(cost.minor_per_million, 0)::numeric as cost, 0::bigint as revenue
                from rated_day d
                left join lateral (select minor_per_million from provider_cost c
                    where c.engine = d.engine and c.valid_from <= d.day
                    order by c.valid_from desc, c.id desc limit 1) cost on true
                where d.day >= :from and d.day < :to
                union all
                select date_trunc('month', paid_on)::date, payer_id, payer_id, currency, 0, 0, amount_minor
                from revenue_entry where paid_on >= :from and paid_on < :to),
            keyed as (
                select m.*, case :by when 'payer' then m.payer_id::text when 'account' then m.account_id::text
                    when 'plan' then coalesce(e.plan, 'none') else 'all' end as key
                from moved m left join entitlement e on e.payer_id = m.payer_id)
            select to_char(month, 'YYYY-MM') as month, key, currency, sum(characters)::bigint as characters,
                round(sum(cost) / 1000000)::bigint as cost, sum(revenue)::bigint as revenue
            from keyed
            where (to_char(month, 'YYYY-MM'), key, currency) > (:afterMonth, :afterKey, :afterCurrency)
            group by month, key, currency
            order by month, key, currency limit :limit
            """;

    private static final String MONTHS =
            """
            select to_char(month, 'YYYY-MM') as month, account_id, engine, characters, bookings from rated_month
            where payer_id = :payer order by rated_month.month desc, account_id, engine limit 500
            """;

    private final JdbcClient jdbc;

    Margins(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param key the payer's or account's id, the plan's name, or {@code all}
     * @param costMinor what the provider asks for these characters
     * @param revenueMinor what stores have taken, less what they gave back
     */
    record Margin(
            @JsonProperty("month") String month,
            @JsonProperty("key") String key,
            @JsonProperty("currency") String currency,
            @JsonProperty("characters") long characters,
            @JsonProperty("cost_minor") long costMinor,
            @JsonProperty("revenue_minor") long revenueMinor) {

        @JsonProperty("margin_minor")
        long marginMinor() {
            return revenueMinor - costMinor;
        }
    }

    record MonthOfAccount(
            @JsonProperty("month") String month,
            @JsonProperty("account_id") UUID accountId,
            @JsonProperty("engine") String engine,
            @JsonProperty("characters") long characters,
            @JsonProperty("bookings") long bookings) {}

    /**
     * @param to exclusive
     * @param after the last row of the page before; null for the first page
     */
    List<Margin> list(LocalDate from, LocalDate to, String by, @Nullable Margin after, int limit) {
        return jdbc.sql(LIST)
                .param("from", from)
                .param("to", to)
                .param("by", by)
                .param("afterMonth", after == null ? "" : after.month())
                .param("afterKey", after == null ? "" : after.key())
                .param("afterCurrency", after == null ? "" : after.currency())
                .param("limit", limit)
                .query((row, number) ->
                        new Margin(
                                row.getString("month"),
                                row.getString("key"),
                                row.getString("currency"),
                                row.getLong("characters"),
                                row.getLong("cost"),
                                row.getLong("revenue")))
                .list();
    }

    /** A payer's months, the newest first. */
    List<MonthOfAccount> months(UUID payerId) {
        return jdbc.sql(MONTHS)
                .param("payer", payerId)
                .query((row, number) ->
                        new MonthOfAccount(
                                row.getString("month"),
                                row.getObject("account_id", UUID.class),
                                row.getString("engine"),
                                row.getLong("characters"),
                                row.getLong("bookings")))
                .list();
    }
}
