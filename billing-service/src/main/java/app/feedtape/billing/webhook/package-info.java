/** Notifications of stores: kept first, then applied. */
@NullMarked
package app.feedtape.billing.webhook;

import org.jspecify.annotations.NullMarked;
