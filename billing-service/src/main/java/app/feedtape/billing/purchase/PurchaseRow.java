package app.feedtape.billing.purchase;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** A purchase as its row has it. */
final class PurchaseRow {

    private PurchaseRow() {}

    static StatementSpec bind(StatementSpec sql, Purchase purchase) {
        return sql.param("id", purchase.id())
                .param("payer", purchase.payerId())
                .param("account", purchase.accountId())
                .param("store", purchase.source().word())
                .param("original", purchase.originalId())
                .param("plan", purchase.plan())
                .param("status", purchase.status().word())
                .param("started", utc(purchase.startedAt()))
                .param("periodStart", utc(purchase.currentPeriodStart()))
                .param("periodEnd", utc(purchase.currentPeriodEnd()))
                .param("cancelAt", utc(purchase.cancelAt()))
                .param("trialEnds", utc(purchase.trialEndsAt()))
                .param("graceEnds", utc(purchase.graceEndsAt()))
                .param("reason", purchase.reason())
                .param("readAt", utc(purchase.readAt()));
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Purchase read(ResultSet row, int number) throws SQLException {
        return new Purchase(
                row.getObject("id", UUID.class),
                row.getObject("payer_id", UUID.class),
                row.getObject("account_id", UUID.class),
                Source.of(row.getString("store")),
                row.getString("original_id"),
                row.getString("plan"),
                PurchaseStatus.of(row.getString("status")),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row, "current_period_start"),
                instant(row, "current_period_end"),
                instant(row, "cancel_at"),
                instant(row, "trial_ends_at"),
                instant(row, "grace_ends_at"),
                row.getString("reason"),
                row.getObject("read_at", OffsetDateTime.class).toInstant());
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }
}
