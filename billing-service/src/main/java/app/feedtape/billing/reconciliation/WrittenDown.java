package app.feedtape.billing.reconciliation;

import app.feedtape.billing.purchase.Source;
import app.feedtape.billing.store.StoreReference;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Purchases as they are written down here, to be held against what the stores say. */
@Repository
class WrittenDown {

    /** Those that live, and those that ended so lately that they may have been taken up again. */
    private static final String PAGE =
            """
            select id, store, original_id from purchase
            where store = :store and id > :after
                and (status <> 'expired' or changed_at > app_now() - interval '40 days')
            order by id limit :limit
            """;

    private static final String SAYS =
            """
            select concat_ws(' ', plan, status, 'to', to_char(current_period_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'ends ' || to_char(cancel_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            from purchase where store = :store and original_id = :original
            """;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final JdbcClient jdbc;

    WrittenDown(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One purchase. */
    record Row(UUID id, StoreReference reference) {}

    /**
     * @param after the last row of the page before; null for the first page
     */
    List<Row> page(Source store, @Nullable Row after, int limit) {
        return jdbc.sql(PAGE)
                .param("store", store.word())
                .param("after", after == null ? BEFORE_ALL : after.id())
                .param("limit", limit)
                .query((row, number) ->
                        new Row(
                                row.getObject("id", UUID.class),
                                new StoreReference(store, row.getString("original_id"))))
                .list();
    }

    /** What is written down, in few words; empty when nothing is. */
    Optional<String> says(StoreReference reference) {
        return jdbc.sql(SAYS)
                .param("store", reference.source().word())
                .param("original", reference.originalId())
                .query(String.class)
                .optional();
    }

    /** Those that nothing is written down of. */
    List<StoreReference> unknown(Source store, Collection<String> originalIds) {
        return originalIds.stream()
                .map(id -> new StoreReference(store, id))
                .filter(reference -> says(reference).isEmpty())
                .toList();
    }
}
