/** The outside world of a FeedTape that runs on one machine, as one process on one origin. */
@NullMarked
package app.feedtape.world;

import org.jspecify.annotations.NullMarked;
