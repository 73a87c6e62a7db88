/**
 * E-mail and password: registering, signing in, forgetting, changing; and who may guess how often.
 */
@NullMarked
package app.feedtape.auth.password;

import org.jspecify.annotations.NullMarked;
