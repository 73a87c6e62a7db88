/** Operators who act in a person's name: for a reason, for 15 minutes, seen and audited. */
@NullMarked
package app.feedtape.auth.impersonation;

import org.jspecify.annotations.NullMarked;
