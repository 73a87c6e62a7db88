/** Passkeys: key pairs in people's devices that open their account (WebAuthn). */
@NullMarked
package app.feedtape.auth.passkey;

import org.jspecify.annotations.NullMarked;
