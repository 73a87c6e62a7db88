/**
 * Facts written where they become true and published afterwards, in order per key, surviving any
 * crash.
 */
@NullMarked
package app.feedtape.messaging.outbox;

import org.jspecify.annotations.NullMarked;
