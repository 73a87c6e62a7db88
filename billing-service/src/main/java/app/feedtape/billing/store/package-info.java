/** What billing needs of a store, whichever it is. A new one is added behind this port. */
@NullMarked
package app.feedtape.billing.store;

import org.jspecify.annotations.NullMarked;
