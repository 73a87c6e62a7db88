/** Ways in: providers, the trip to them and back, and whose account it is. */
@NullMarked
package app.feedtape.auth.identity;

import org.jspecify.annotations.NullMarked;
