/** What is known of an account: how it likes to be read to, and whether it may act. */
@NullMarked
package app.feedtape.tts.listeners;

import org.jspecify.annotations.NullMarked;
