package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;

/**
 * What a bucket said, in the terms of the headers.
 *
 * @param limit calls the bucket holds: the rate's, or this instance's share of it
 * @param remaining calls that would be allowed at this moment
 * @param fullAtMillis when the bucket is as good as new
 * @param secondsToFull the same, from now
 * @param retryAfterMillis until the next call is allowed; 0 when it is now
 */
record Decision(
        boolean allowed,
        long limit,
        long remaining,
        long fullAtMillis,
        long secondsToFull,
        long retryAfterMillis) {

    private static final long MAXIMUM_AHEAD_MILLIS = 1000;

    static Decision of(Taking taking, Rate rate, int instances, long nowMillis) {
        long cost = Bucket.cost(rate, instances);
        long capacity = Bucket.capacity(rate, instances);
        Bucket bucket = taking.bucket();
        long room = capacity - bucket.level();
        long missing = Math.max(0, cost - room);
        // A bucket ahead of this clock by more than that ends sooner than its time says.
        long from = Math.min(bucket.atMillis(), nowMillis + MAXIMUM_AHEAD_MILLIS);
        long fullAt = from + Math.ceilDiv(bucket.level(), rate.requests());
        return new Decision(
                taking.allowed(),
                capacity / cost,
                room / cost,
                fullAt,
                Math.max(0, Math.ceilDiv(fullAt - nowMillis, 1000L)),
                missing == 0
                        ? 0
                        : Math.max(1, from + Math.ceilDiv(missing, rate.requests()) - nowMillis));
    }
}
