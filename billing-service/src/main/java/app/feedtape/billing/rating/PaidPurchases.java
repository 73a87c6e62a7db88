package app.feedtape.billing.rating;

import app.feedtape.billing.purchase.Source;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Purchases of which something may have been paid or given back lately. */
@Repository
class PaidPurchases {

    private static final String PAGE =
            """
            select id, payer_id, original_id from purchase
            where store = :store and id > :after
                and (status <> 'expired' or changed_at > app_now() - interval '60 days')
            order by id limit :limit
            """;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final JdbcClient jdbc;

    PaidPurchases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param originalId the store's own id
     */
    record Paid(UUID id, UUID payerId, String originalId) {}

    /**
     * @param after the last of the page before; null for the first page
     */
    List<Paid> page(Source store, @Nullable Paid after, int limit) {
        return jdbc.sql(PAGE)
                .param("store", store.word())
                .param("after", after == null ? BEFORE_ALL : after.id())
                .param("limit", limit)
                .query((row, number) ->
                        new Paid(
                                row.getObject("id", UUID.class),
                                row.getObject("payer_id", UUID.class),
                                row.getString("original_id")))
                .list();
    }
}
