package app.feedtape.tts.ledger;

import java.time.LocalDate;
import java.util.UUID;

/** What came of wanting characters. */
public sealed interface HoldResult {

    /**
     * They are set aside.
     *
     * @param day the UTC day, by the database's clock, on which all of it is booked
     * @param spent held and committed on that day, this hold included
     */
    record Held(UUID holdId, LocalDate day, long spent) implements HoldResult {}

    /**
     * The day has not so many left; nothing changed.
     *
     * @param held what of {@code spent} is set aside at this moment and may come back
     */
    record OverQuota(LocalDate day, long spent, long held, long limit) implements HoldResult {}
}
