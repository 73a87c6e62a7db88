package app.feedtape.tts.ledger;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a commit.
 *
 * @param dailyLimit the payer's when the hold was made; null when there was none
 * @param paid whether this was the payment of the segment
 * @param booked whether the hold had so many characters left, and they are booked
 * @param day the payer's counter; its figures only when booked
 * @param reached the threshold that this booking was the first to reach, in percent; else 0
 */
record CommitRow(
        UUID accountId,
        @Nullable Long dailyLimit,
        boolean paid,
        boolean booked,
        DayRow day,
        int reached) {}
