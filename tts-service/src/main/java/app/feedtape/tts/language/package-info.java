/** Which of the six languages a text is in. */
@NullMarked
package app.feedtape.tts.language;

import org.jspecify.annotations.NullMarked;
