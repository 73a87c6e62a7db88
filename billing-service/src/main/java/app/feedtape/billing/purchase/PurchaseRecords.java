package app.feedtape.billing.purchase;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What a payer's purchases became and why, for who has to explain a plan. */
@Repository
class PurchaseRecords {

    private static final String READ =
            """
            select purchase.id, purchase.store, purchase.original_id, purchase.plan, purchase.status,
                   purchase.started_at, purchase.current_period_end, purchase.cancel_at, purchase.trial_ends_at,
                   history.version, history.plan as then_plan, history.status as then_status, history.cause,
                   history.request_id, history.recorded_at
            from purchase left join purchase_history history on history.purchase_id = purchase.id
            where purchase.payer_id = :payer
            order by purchase.started_at, purchase.id, history.version
            """;

    private final JdbcClient jdbc;

    PurchaseRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A purchase as its store said it last.
     *
     * @param originalId the store's own id of it
     * @param history what it was before, the oldest first
     */
    record PurchaseRecord(
            @JsonProperty("purchase_id") UUID purchaseId,
            @JsonProperty("store") String store,
            @JsonProperty("original_id") String originalId,
            @JsonProperty("plan") String plan,
            @JsonProperty("status") String status,
            @JsonProperty("started_at") Instant startedAt,
            @JsonProperty("current_period_end") @Nullable Instant currentPeriodEnd,
            @JsonProperty("cancel_at") @Nullable Instant cancelAt,
            @JsonProperty("trial_ends_at") @Nullable Instant trialEndsAt,
            @JsonProperty("history") List<Change> history) {}

    /**
     * @param cause what made us look, such as the event of a store
     */
    record Change(
            @JsonProperty("version") long version,
            @JsonProperty("plan") String plan,
            @JsonProperty("status") String status,
            @JsonProperty("cause") String cause,
            @JsonProperty("request_id") String requestId,
            @JsonProperty("recorded_at") Instant recordedAt) {}

    /** Everything the payer ever had, the oldest first; nothing for one nobody has heard of. */
    List<PurchaseRecord> read(UUID payerId) {
        Map<UUID, PurchaseRecord> all = new LinkedHashMap<>();
        jdbc.sql(READ)
                .param("payer", payerId)
                .query(row -> {
                    UUID id = row.getObject("id", UUID.class);
                    PurchaseRecord purchase = all.get(id);
                    if (purchase == null) {
                        purchase = purchase(id, row);
                        all.put(id, purchase);
                    }
                    if (row.getString("cause") != null) {
                        purchase.history().add(change(row));
                    }
                });
        return List.copyOf(all.values());
    }

    private static PurchaseRecord purchase(UUID id, ResultSet row) throws SQLException {
        return new PurchaseRecord(
                id,
                row.getString("store"),
                row.getString("original_id"),
                row.getString("plan"),
                row.getString("status"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                PurchaseRow.instant(row, "current_period_end"),
                PurchaseRow.instant(row, "cancel_at"),
                PurchaseRow.instant(row, "trial_ends_at"),
                new ArrayList<>());
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getLong("version"),
                row.getString("then_plan"),
                row.getString("then_status"),
                row.getString("cause"),
                row.getString("request_id"),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }
}
