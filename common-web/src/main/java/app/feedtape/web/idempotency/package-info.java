/** The same key and body gives the same answer once. */
@NullMarked
package app.feedtape.web.idempotency;

import org.jspecify.annotations.NullMarked;
