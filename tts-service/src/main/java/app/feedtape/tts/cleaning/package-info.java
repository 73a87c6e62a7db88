/** What of a text is spoken: its markup, addresses and noise taken out, always in the same way. */
@NullMarked
package app.feedtape.tts.cleaning;

import org.jspecify.annotations.NullMarked;
