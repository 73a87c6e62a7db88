/** The room operators look at the others from. */
@NullMarked
package app.feedtape.admin;

import org.jspecify.annotations.NullMarked;
