/**
 * Characters held, committed and released; exact under any concurrency, decided by the database.
 */
@NullMarked
package app.feedtape.tts.ledger;

import org.jspecify.annotations.NullMarked;
