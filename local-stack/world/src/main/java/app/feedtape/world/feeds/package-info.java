/**
 * Publications to follow, and the forward proxy that makes them reachable by public-looking names.
 */
@NullMarked
package app.feedtape.world.feeds;

import org.jspecify.annotations.NullMarked;
