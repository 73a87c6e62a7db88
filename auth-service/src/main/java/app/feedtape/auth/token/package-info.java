/** Signing keys, JWKS, access tokens and service tokens. */
@NullMarked
package app.feedtape.auth.token;

import org.jspecify.annotations.NullMarked;
