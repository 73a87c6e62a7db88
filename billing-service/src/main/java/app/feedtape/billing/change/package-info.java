/**
 * What a payer changes about a subscription that runs: another plan, its end, going on after all.
 */
@NullMarked
package app.feedtape.billing.change;

import org.jspecify.annotations.NullMarked;
