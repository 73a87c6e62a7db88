/** Memory that outlives the process. */
@NullMarked
package app.feedtape.world.state;

import org.jspecify.annotations.NullMarked;
