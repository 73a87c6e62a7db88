/** What other services say, kept in memory and read from their topics. */
@NullMarked
package app.feedtape.messaging.view;

import org.jspecify.annotations.NullMarked;
