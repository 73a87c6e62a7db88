/** Signed-in devices, from the first token to the end. */
@NullMarked
package app.feedtape.auth.session;

import org.jspecify.annotations.NullMarked;
