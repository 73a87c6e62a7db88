package app.feedtape.billing.stripe;

import java.time.Instant;
import java.util.UUID;

/**
 * What a pay page is made of.
 *
 * @param key the same key gives the same page, however often it is asked for
 * @param expiresAt when it can no longer be paid on: half an hour to a day from now; part of what
 *     must be the same for the same key
 * @param trialDays how many are free before the first payment
 */
public record StripeCheckoutOrder(
        UUID key,
        String customerId,
        UUID payerId,
        UUID accountId,
        String plan,
        String priceId,
        String successUrl,
        String cancelUrl,
        Instant expiresAt,
        int trialDays) {}
