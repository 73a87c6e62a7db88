/** How a refusal is said: one catalogue of codes, one envelope. */
@NullMarked
package app.feedtape.web.problem;

import org.jspecify.annotations.NullMarked;
