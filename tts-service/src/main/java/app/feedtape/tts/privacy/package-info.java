/** What becomes of a person's sound and ledger when the account goes, and their copy of it. */
@NullMarked
package app.feedtape.tts.privacy;

import org.jspecify.annotations.NullMarked;
