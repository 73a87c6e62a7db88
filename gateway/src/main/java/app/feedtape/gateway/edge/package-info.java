/** What every request and answer meets: ids, hygiene, bounds, CORS, the error envelope. */
@NullMarked
package app.feedtape.gateway.edge;

import org.jspecify.annotations.NullMarked;
