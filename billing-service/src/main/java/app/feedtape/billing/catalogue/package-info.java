/** Plans and prices, as data, and how the other services learn them. */
@NullMarked
package app.feedtape.billing.catalogue;

import org.jspecify.annotations.NullMarked;
