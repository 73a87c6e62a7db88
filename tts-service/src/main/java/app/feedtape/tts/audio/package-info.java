/** Sound that was made: frames, storage, and hearing it again. */
@NullMarked
package app.feedtape.tts.audio;

import org.jspecify.annotations.NullMarked;
