/** Refusals explained to operators. */
@NullMarked
package app.feedtape.admin.decision;

import org.jspecify.annotations.NullMarked;
