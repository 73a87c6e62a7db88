/** A Google Play that sells subscriptions, answers the Developer API and pushes notifications. */
@NullMarked
package app.feedtape.world.play;

import org.jspecify.annotations.NullMarked;
