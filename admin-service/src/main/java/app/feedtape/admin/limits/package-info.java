/**
 * Limits of a single payer in place of the plan's: ordered here, kept and audited by
 * billing-service.
 */
@NullMarked
package app.feedtape.admin.limits;

import org.jspecify.annotations.NullMarked;
