/** Who did what to whom, and why: written with the act itself and never changed. */
@NullMarked
package app.feedtape.auth.audit;

import org.jspecify.annotations.NullMarked;
