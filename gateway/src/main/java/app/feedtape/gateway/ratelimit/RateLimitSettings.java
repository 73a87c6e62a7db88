package app.feedtape.gateway.ratelimit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where buckets are shared, and what holds without that place.
 *
 * @param redisUrl {@code redis://:password@host:port}, or {@code rediss://} over TLS
 * @param maxReplicas the most gateways that will run at once; without Redis each allows its share
 * @param callBudget how long one call may wait for Redis
 * @param probeEvery how often Redis is looked for while it is away
 */
@ConfigurationProperties("feedtape.rate-limit")
public record RateLimitSettings(
        String redisUrl,
        @DefaultValue("1") int maxReplicas,
        @DefaultValue("100ms") Duration callBudget,
        @DefaultValue("500ms") Duration probeEvery) {

    public RateLimitSettings {
        if (maxReplicas < 1) {
            throw new IllegalArgumentException("FEEDTAPE_GATEWAY_MAX_REPLICAS must be 1 or more");
        }
    }
}
