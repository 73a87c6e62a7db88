/** How often: token buckets shared over Redis, each instance's share without it. */
@NullMarked
package app.feedtape.gateway.ratelimit;

import org.jspecify.annotations.NullMarked;
