/** Amazon Polly behind the port SpeechEngine. */
@NullMarked
package app.feedtape.tts.synthesis.polly;

import org.jspecify.annotations.NullMarked;
