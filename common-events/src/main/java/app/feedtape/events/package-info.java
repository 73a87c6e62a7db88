/**
 * The facts services tell each other. One record per fact, nested in the sealed interface of its
 * topic; the service that owns a topic is the only one that publishes it. Facts are past tense and
 * carry what a consumer needs, never a reference to be looked up in somebody else's schema.
 */
@NullMarked
package app.feedtape.events;

import org.jspecify.annotations.NullMarked;
