package app.feedtape.tts.ledger;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Characters wanted for one listening.
 *
 * @param dailyLimit the payer's; null when there is none
 */
public record HoldOrder(
        UUID payerId, UUID accountId, UUID audioId, long characters, @Nullable Long dailyLimit) {}
