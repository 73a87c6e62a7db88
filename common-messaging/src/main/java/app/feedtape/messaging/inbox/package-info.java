/** Facts of others taken in exactly once in effect, and the place for those that cannot be. */
@NullMarked
package app.feedtape.messaging.inbox;

import org.jspecify.annotations.NullMarked;
