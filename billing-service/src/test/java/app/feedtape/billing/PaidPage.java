package app.feedtape.billing;

import java.util.UUID;

/**
 * What somebody has paid for at Stripe.
 *
 * @param subscription Stripe's id
 */
public record PaidPage(UUID account, String subscription) {}
