/**
 * What operators ordered here, by whose hand and why: written with the act itself and never
 * changed.
 */
@NullMarked
package app.feedtape.billing.audit;

import org.jspecify.annotations.NullMarked;
