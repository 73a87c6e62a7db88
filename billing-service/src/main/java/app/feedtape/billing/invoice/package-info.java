/** What a payer was charged. */
@NullMarked
package app.feedtape.billing.invoice;

import org.jspecify.annotations.NullMarked;
