package app.feedtape.tts.ledger;

import java.time.LocalDate;
import java.util.UUID;

/** A payer's counter after a statement changed it. */
record DayRow(UUID payerId, LocalDate day, long held, long committed, long requests, long version) {

    DayUsage usage() {
        return new DayUsage(day, committed, held, requests);
    }
}
