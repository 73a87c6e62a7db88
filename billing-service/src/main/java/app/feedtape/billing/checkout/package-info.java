/** The way to a store's pay page and to its portal. */
@NullMarked
package app.feedtape.billing.checkout;

import org.jspecify.annotations.NullMarked;
