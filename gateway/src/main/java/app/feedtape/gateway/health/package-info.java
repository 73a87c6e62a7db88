/** Is the house up: what the app asks, and nothing a probe relies on. */
@NullMarked
package app.feedtape.gateway.health;

import org.jspecify.annotations.NullMarked;
