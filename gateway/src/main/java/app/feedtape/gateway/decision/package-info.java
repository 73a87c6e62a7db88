/** Says why somebody was refused, to the one who was and to operators. */
@NullMarked
package app.feedtape.gateway.decision;

import org.jspecify.annotations.NullMarked;
