/** A stateful Stripe that speaks the real wire protocol, takes no money and sends real webhooks. */
@NullMarked
package app.feedtape.world.stripe;

import org.jspecify.annotations.NullMarked;
