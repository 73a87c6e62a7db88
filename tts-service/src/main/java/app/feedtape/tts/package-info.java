/** tts-service: speech, audio, voices, the character ledger. */
@NullMarked
package app.feedtape.tts;

import org.jspecify.annotations.NullMarked;
