/** The page that lists everything. */
@NullMarked
package app.feedtape.world.page;

import org.jspecify.annotations.NullMarked;
