/** What people are told when a payment fails. */
@NullMarked
package app.feedtape.billing.dunning;

import org.jspecify.annotations.NullMarked;
