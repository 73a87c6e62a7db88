/** Where a text is cut for the voice: the first piece short, never inside what belongs together. */
@NullMarked
package app.feedtape.tts.segments;

import org.jspecify.annotations.NullMarked;
