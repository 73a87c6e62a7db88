package app.feedtape.billing.purchase;

import java.util.UUID;

/**
 * Whose a purchase is.
 *
 * @param payerId who has what it gives
 * @param accountId who bought it
 */
public record Owner(UUID payerId, UUID accountId) {}
