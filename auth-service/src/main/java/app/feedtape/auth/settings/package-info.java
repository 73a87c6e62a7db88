/** How a listener likes to be read to. */
@NullMarked
package app.feedtape.auth.settings;

import org.jspecify.annotations.NullMarked;
