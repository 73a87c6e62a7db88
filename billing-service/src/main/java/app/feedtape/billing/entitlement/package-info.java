/** What a payer may do: the best of its purchases, versioned and published. */
@NullMarked
package app.feedtape.billing.entitlement;

import org.jspecify.annotations.NullMarked;
