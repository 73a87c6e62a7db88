package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * This instance's share of each bucket, for the time without Redis. It goes on from what the shared
 * bucket last said, so that losing Redis gives nobody a fresh one.
 */
final class LocalBuckets {

    private static final int MAXIMUM_KEPT = 100_000;

    private final int instances;
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(MAXIMUM_KEPT)
                    .expireAfterWrite(Duration.ofHours(1))
                    .build();

    LocalBuckets(int instances) {
        this.instances = instances;
    }

    void remember(String key, Bucket shared) {
        buckets.put(key, shared);
    }

    Taking take(String key, Rate rate, long nowMillis) {
        Taking[] taken = new Taking[1];
        buckets.asMap()
                .compute(
                        key,
                        (name, kept) -> {
                            taken[0] = Bucket.take(kept, rate, instances, nowMillis);
                            return taken[0].bucket();
                        });
        return taken[0];
    }

    int instances() {
        return instances;
    }
}
