package app.feedtape.billing.endpoint;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to what a customer has.
 *
 * @param accountId whom alone it concerns; null for what concerns everybody of the payer
 * @param cause tells two of the same type apart; the same again is not told again
 * @param data becomes JSON; nothing of anybody else and no link
 */
record CustomerEvent(
        EventType type,
        UUID payerId,
        @Nullable UUID accountId,
        String cause,
        Instant occurredAt,
        Object data) {}
