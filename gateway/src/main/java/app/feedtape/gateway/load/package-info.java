/** How much each service can take at once, and who is sent away when it is more. */
@NullMarked
package app.feedtape.gateway.load;

import org.jspecify.annotations.NullMarked;
