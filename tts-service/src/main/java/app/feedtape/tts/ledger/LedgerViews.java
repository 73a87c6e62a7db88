package app.feedtape.tts.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the ledger tells; changes nothing. */
@Component
class LedgerViews {

    private static final String DAY =
            """
            select %1$s as day, coalesce(d.committed, 0) as committed, coalesce(d.held, 0) as held,
                   coalesce(d.requests, 0) as requests
            from (select 1) one
            left join character_day d on d.payer_id = :payer and d.day = %1$s
            """
                    .formatted(LedgerTables.TODAY);

    private static final String HISTORY =
            """
            select day, committed, held, requests from character_day
            where payer_id = :payer and day > %s - :days order by day desc
            """
                    .formatted(LedgerTables.TODAY);

    private static final String RECEIPT =
            """
            select coalesce(sum(committed), 0) as charged, coalesce(sum(released), 0) as released,
                   coalesce(bool_and(state = 'settled'), true) as settled
            from hold where audio_id = :audio
            """;

    private final JdbcClient jdbc;

    LedgerViews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    DayUsage today(UUID payerId) {
        return jdbc.sql(DAY).param("payer", payerId).query(LedgerViews::usage).single();
    }

    List<DayUsage> history(UUID payerId, int days) {
        return jdbc.sql(HISTORY)
                .param("payer", payerId)
                .param("days", days)
                .query(LedgerViews::usage)
                .list();
    }

    Receipt receipt(UUID audioId) {
        return jdbc.sql(RECEIPT)
                .param("audio", audioId)
                .query((row, n) ->
                        new Receipt(
                                row.getLong("charged"),
                                row.getLong("released"),
                                row.getBoolean("settled")))
                .single();
    }

    private static DayUsage usage(ResultSet row, int number) throws SQLException {
        return new DayUsage(
                row.getObject("day", LocalDate.class),
                row.getLong("committed"),
                row.getLong("held"),
                row.getLong("requests"));
    }
}
