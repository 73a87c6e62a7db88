/** Why somebody was refused, in an id that says it all and that only we can read. */
@NullMarked
package app.feedtape.web.decision;

import org.jspecify.annotations.NullMarked;
