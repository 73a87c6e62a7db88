/** Asks the stores what they have now, and makes billing say the same. */
@NullMarked
package app.feedtape.billing.reconciliation;

import org.jspecify.annotations.NullMarked;
