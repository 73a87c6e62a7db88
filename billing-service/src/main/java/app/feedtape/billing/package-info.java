/** The money machine: what is sold, what was bought, and what that allows. */
@NullMarked
package app.feedtape.billing;

import org.jspecify.annotations.NullMarked;
