/** Where sound is kept: a directory, or a bucket of an object storage. */
@NullMarked
package app.feedtape.tts.audio.storage;

import org.jspecify.annotations.NullMarked;
