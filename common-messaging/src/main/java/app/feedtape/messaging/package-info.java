/** The envelope, the topics and the connection to the broker. */
@NullMarked
package app.feedtape.messaging;

import org.jspecify.annotations.NullMarked;
