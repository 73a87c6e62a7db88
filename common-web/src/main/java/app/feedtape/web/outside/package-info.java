/**
 * How the house asks machines that are not its own: which addresses it takes, and where it dials.
 */
@NullMarked
package app.feedtape.web.outside;

import org.jspecify.annotations.NullMarked;
