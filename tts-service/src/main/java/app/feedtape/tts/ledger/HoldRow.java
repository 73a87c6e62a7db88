package app.feedtape.tts.ledger;

import java.time.LocalDate;
import java.util.UUID;

/** A hold after a statement changed it. */
record HoldRow(
        UUID id,
        UUID payerId,
        UUID accountId,
        LocalDate day,
        UUID audioId,
        long characters,
        long released) {}
