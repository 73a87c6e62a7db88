/** What a payer has from each source, and how it became that. */
@NullMarked
package app.feedtape.billing.purchase;

import org.jspecify.annotations.NullMarked;
