/** The second factor: time-based codes, recovery codes, and sign-ins that wait for one. */
@NullMarked
package app.feedtape.auth.secondfactor;

import org.jspecify.annotations.NullMarked;
