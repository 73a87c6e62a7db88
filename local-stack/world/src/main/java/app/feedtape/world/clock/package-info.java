/** The time of the whole local stack, and the control that moves it. */
@NullMarked
package app.feedtape.world.clock;

import org.jspecify.annotations.NullMarked;
