/** One picture of the caller, composed from the services that own its parts. */
@NullMarked
package app.feedtape.gateway.me;

import org.jspecify.annotations.NullMarked;
