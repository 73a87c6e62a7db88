/**
 * Webhooks for customers: where they are told of what happens to what is theirs, and how that went.
 */
@NullMarked
package app.feedtape.billing.endpoint;

import org.jspecify.annotations.NullMarked;
