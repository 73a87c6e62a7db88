package app.feedtape.tts.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;

/** A payer's counter after a statement changed it. */
record DayRow(UUID payerId, LocalDate day, long held, long committed, long requests, long version) {

    static DayRow read(ResultSet row, int number) throws SQLException {
        return new DayRow(
                row.getObject("payer_id", UUID.class),
                row.getObject("day", LocalDate.class),
                row.getLong("held"),
                row.getLong("committed"),
                row.getLong("requests"),
                row.getLong("version"));
    }

    DayUsage usage() {
        return new DayUsage(day, committed, held, requests);
    }
}
