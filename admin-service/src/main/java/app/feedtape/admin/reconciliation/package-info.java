/**
 * What billing-service and the stores say of the same purchases: compared by order, and what the
 * stores have told that could not be applied.
 */
@NullMarked
package app.feedtape.admin.reconciliation;

import org.jspecify.annotations.NullMarked;
