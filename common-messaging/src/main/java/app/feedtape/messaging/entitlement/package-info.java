/** What a payer may do, known from topics or else asked of billing. */
@NullMarked
package app.feedtape.messaging.entitlement;

import org.jspecify.annotations.NullMarked;
