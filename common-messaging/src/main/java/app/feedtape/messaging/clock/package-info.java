/** The control that moves every clock together, where it is configured. */
@NullMarked
package app.feedtape.messaging.clock;

import org.jspecify.annotations.NullMarked;
