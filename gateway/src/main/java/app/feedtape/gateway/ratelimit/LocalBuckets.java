package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.Rate;
import app.feedtape.gateway.ratelimit.Bucket.Taking;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * This instance's share of each bucket, for the time without Redis. It goes on from what the shared
 * bucket last said, so that losing Redis gives nobody a fresh one. As in Redis, a bucket ends when
 * it would have drained since the last call it allowed, whatever the services' clock says.
 */
final class LocalBuckets {

    private static final int MAXIMUM_KEPT = 100_000;

    private final int instances;
    private final Cache<String, Kept> buckets;

    LocalBuckets(int instances) {
        this(instances, Ticker.systemTicker());
    }

    LocalBuckets(int instances, Ticker ticker) {
        this.instances = instances;
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MAXIMUM_KEPT)
                        // Housekeeping of a few entries is not worth waking a thread.
                        .executor(Runnable::run)
                        .ticker(ticker)
                        .expireAfter(new ByDrain())
                        .build();
    }

    /**
     * @param lifeNanos from the last call that was allowed
     */
    private record Kept(Bucket bucket, boolean allowed, long lifeNanos) {

        static Kept of(Taking taking, Rate rate) {
            Bucket bucket = taking.bucket();
            return new Kept(bucket, taking.allowed(), bucket.life(rate).toNanos());
        }
    }

    private static final class ByDrain implements Expiry<String, Kept> {

        @Override
        public long expireAfterCreate(String key, Kept kept, long now) {
            return kept.lifeNanos();
        }

        @Override
        public long expireAfterUpdate(String key, Kept kept, long now, long left) {
            return kept.allowed() ? kept.lifeNanos() : left;
        }

        @Override
        public long expireAfterRead(String key, Kept kept, long now, long left) {
            return left;
        }
    }

    void remember(String key, Rate rate, Taking shared) {
        buckets.put(key, Kept.of(shared, rate));
    }

    @Nullable Bucket find(String key) {
        Kept kept = buckets.getIfPresent(key);
        return kept == null ? null : kept.bucket();
    }

    Taking take(String key, Rate rate, long nowMillis) {
        Taking[] taken = new Taking[1];
        buckets.asMap()
                .compute(
                        key,
                        (name, kept) -> {
                            Bucket bucket = kept == null ? null : kept.bucket();
                            taken[0] = Bucket.take(bucket, rate, instances, nowMillis);
                            return Kept.of(taken[0], rate);
                        });
        return taken[0];
    }

    int instances() {
        return instances;
    }
}
