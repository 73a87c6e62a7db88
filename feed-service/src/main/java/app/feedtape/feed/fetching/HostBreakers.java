package app.feedtape.feed.fetching;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One breaker per host: a host with many feeds that does not answer costs five time-outs, not one
 * per feed. Opens only for what says that the host is in trouble.
 */
final class HostBreakers {

    /** How long a feed of a resting host is put off. */
    static final Duration REST = Duration.ofMinutes(5);

    private static final Set<FetchProblem> HOST_IN_TROUBLE =
            EnumSet.of(
                    FetchProblem.CONNECTION_FAILED,
                    FetchProblem.TIMED_OUT,
                    FetchProblem.NAME_NOT_FOUND);

    private final LoadingCache<String, CircuitBreaker> breakers =
            Caffeine.newBuilder()
                    .maximumSize(10_000)
                    .build(host ->
                            CircuitBreaker.of(
                                    "feed-host",
                                    CircuitBreakerConfig.custom()
                                            .slidingWindowSize(5)
                                            .minimumNumberOfCalls(5)
                                            .failureRateThreshold(100)
                                            .waitDurationInOpenState(REST)
                                            .permittedNumberOfCallsInHalfOpenState(1)
                                            .build()));

    boolean tryPass(String host) {
        return breakers.get(host).tryAcquirePermission();
    }

    void record(String host, FetchResult result) {
        CircuitBreaker breaker = breakers.get(host);
        if (result instanceof FetchResult.Failed failed
                && HOST_IN_TROUBLE.contains(failed.problem())) {
            breaker.onError(0, TimeUnit.MILLISECONDS, new UnreadableFeed(failed.problem()));
        } else {
            breaker.onSuccess(0, TimeUnit.MILLISECONDS);
        }
    }
}
