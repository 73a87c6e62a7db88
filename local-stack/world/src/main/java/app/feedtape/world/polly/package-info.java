/**
 * Amazon Polly's wire protocol with a local voice behind it: same calls, same errors, same limits,
 * so that the services run the code path of production.
 */
@NullMarked
package app.feedtape.world.polly;

import org.jspecify.annotations.NullMarked;
