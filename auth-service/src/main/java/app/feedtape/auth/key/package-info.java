/** API keys: made, rotated, revoked, and exchanged by the gateway for tokens of a minute. */
@NullMarked
package app.feedtape.auth.key;

import org.jspecify.annotations.NullMarked;
