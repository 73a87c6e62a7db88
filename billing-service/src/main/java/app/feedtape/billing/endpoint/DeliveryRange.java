package app.feedtape.billing.endpoint;

import java.time.Instant;
import java.util.List;

/**
 * Deliveries that were recorded within a time.
 *
 * @param to exclusive
 * @param states which of them
 */
record DeliveryRange(Instant from, Instant to, List<String> states) {}
