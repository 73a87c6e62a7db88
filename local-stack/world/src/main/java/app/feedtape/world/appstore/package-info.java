/**
 * An App Store that signs by a chain of its own, sells subscriptions, renews them with the clock,
 * tells of it and answers the Server API.
 */
@NullMarked
package app.feedtape.world.appstore;

import org.jspecify.annotations.NullMarked;
