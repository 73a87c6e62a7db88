/** When each sentence and word of a listening is heard. */
@NullMarked
package app.feedtape.tts.marks;

import org.jspecify.annotations.NullMarked;
