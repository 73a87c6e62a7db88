/** Stripe, the only place that knows its library and its formats. */
@NullMarked
package app.feedtape.billing.stripe;

import org.jspecify.annotations.NullMarked;
