/** GitHub, as far as a sign-in needs it. */
@NullMarked
package app.feedtape.world.github;

import org.jspecify.annotations.NullMarked;
