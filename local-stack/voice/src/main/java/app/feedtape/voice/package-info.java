/**
 * The local voice: espeak-ng and an MP3 encoder in a process of their own, spoken to over standard
 * input and output.
 *
 * <p>espeak-ng is GPL-3. It is never linked into anything else of this project and never part of a
 * production image: the Polly stand-in starts this process and talks the framed protocol of {@link
 * app.feedtape.voice.VoiceProtocol} to it.
 */
@NullMarked
package app.feedtape.voice;

import org.jspecify.annotations.NullMarked;
