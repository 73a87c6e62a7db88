/** Refresh tokens: one family per session, rotated, derived, never stored. */
@NullMarked
package app.feedtape.auth.refresh;

import org.jspecify.annotations.NullMarked;
