/** Who can speak: the provider's voices, and which of them a request gets. */
@NullMarked
package app.feedtape.tts.voices;

import org.jspecify.annotations.NullMarked;
