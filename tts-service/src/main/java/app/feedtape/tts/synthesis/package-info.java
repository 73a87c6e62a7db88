/** From a text to sound that streams: several segments at once, in order out, paid once. */
@NullMarked
package app.feedtape.tts.synthesis;

import org.jspecify.annotations.NullMarked;
