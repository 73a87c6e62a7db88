package app.feedtape.tts.ledger;

import java.time.LocalDate;

/**
 * A payer's UTC day.
 *
 * @param committed characters paid
 * @param held characters set aside and not yet paid
 */
public record DayUsage(LocalDate day, long committed, long held, long requests) {

    /** What counts against the limit at this moment. */
    public long spent() {
        return committed + held;
    }
}
