/** What billing-service and the stores say of the same purchases: compared by order. */
@NullMarked
package app.feedtape.admin.reconciliation;

import org.jspecify.annotations.NullMarked;
