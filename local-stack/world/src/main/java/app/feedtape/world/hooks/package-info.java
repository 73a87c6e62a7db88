/** A customer's server that takes webhooks and shows them. */
@NullMarked
package app.feedtape.world.hooks;

import org.jspecify.annotations.NullMarked;
