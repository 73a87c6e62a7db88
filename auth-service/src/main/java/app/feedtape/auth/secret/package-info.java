/** The secrets auth is told from outside, and what it seals with them. */
@NullMarked
package app.feedtape.auth.secret;

import org.jspecify.annotations.NullMarked;
