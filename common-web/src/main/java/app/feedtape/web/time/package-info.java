/** The one clock, and ids in the order of time. */
@NullMarked
package app.feedtape.web.time;

import org.jspecify.annotations.NullMarked;
