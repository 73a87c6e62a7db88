/** What an account has used today and in the 30 days before. */
@NullMarked
package app.feedtape.tts.usage;

import org.jspecify.annotations.NullMarked;
