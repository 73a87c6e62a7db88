/** Google and Apple as OpenID providers; each is there only when its client is configured. */
@NullMarked
package app.feedtape.world.openid;

import org.jspecify.annotations.NullMarked;
