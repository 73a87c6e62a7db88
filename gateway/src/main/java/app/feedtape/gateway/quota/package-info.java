/** How many API calls of its day a payer has left: spent here, counted by billing-service. */
@NullMarked
package app.feedtape.gateway.quota;

import org.jspecify.annotations.NullMarked;
