package app.feedtape.tts.ledger;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold after a statement changed it.
 *
 * @param dailyLimit the payer's when it was made; null when there was none
 */
record HoldRow(
        UUID id,
        UUID payerId,
        UUID accountId,
        LocalDate day,
        UUID audioId,
        long characters,
        long released,
        @Nullable Long dailyLimit) {}
