package app.feedtape.billing.stripe;

import java.util.UUID;

/**
 * What a pay page is made of.
 *
 * @param key the same key gives the same page, however often it is asked for
 */
public record StripeCheckoutOrder(
        UUID key,
        String customerId,
        UUID payerId,
        UUID accountId,
        String plan,
        String priceId,
        String successUrl,
        String cancelUrl) {}
