/** Who can sign in through the providers here. */
@NullMarked
package app.feedtape.world.people;

import org.jspecify.annotations.NullMarked;
