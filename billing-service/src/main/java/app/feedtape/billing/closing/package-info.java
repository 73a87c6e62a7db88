/** What stores must be told when an account is deleted. */
@NullMarked
package app.feedtape.billing.closing;

import org.jspecify.annotations.NullMarked;
