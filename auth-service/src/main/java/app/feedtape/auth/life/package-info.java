/**
 * The end of an account, and a person's copy of their data: over all services, until all confirm.
 */
@NullMarked
package app.feedtape.auth.life;

import org.jspecify.annotations.NullMarked;
