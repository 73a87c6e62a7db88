/**
 * What every service's edge has in common: error envelope, caller check, request id, paging,
 * idempotency and the clock. No business word in here.
 */
@NullMarked
package app.feedtape.web;

import org.jspecify.annotations.NullMarked;
