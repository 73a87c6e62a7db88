/** Catches all mail and shows it. */
@NullMarked
package app.feedtape.world.mail;

import org.jspecify.annotations.NullMarked;
