package app.feedtape.gateway.proxy;

import app.feedtape.gateway.route.Target;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * One breaker per service, so that a frozen one costs its callers milliseconds and its neighbours
 * nothing. Half of the last twenty answers missing opens it; after two seconds three calls may try
 * again.
 */
public final class Breakers {

    private static final CircuitBreakerConfig CONFIG =
            CircuitBreakerConfig.custom()
                    .slidingWindowType(SlidingWindowType.COUNT_BASED)
                    .slidingWindowSize(20)
                    .minimumNumberOfCalls(5)
                    .failureRateThreshold(50)
                    .waitDurationInOpenState(Duration.ofSeconds(2))
                    .permittedNumberOfCallsInHalfOpenState(3)
                    .automaticTransitionFromOpenToHalfOpenEnabled(false)
                    .build();

    private final Map<Target, CircuitBreaker> breakers = new EnumMap<>(Target.class);

    Breakers(MeterRegistry meters) {
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(CONFIG);
        for (Target target : Target.values()) {
            if (target != Target.HERE) {
                breakers.put(target, registry.circuitBreaker(target.serviceName()));
            }
        }
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
    }

    /** The breaker in front of a service. */
    public CircuitBreaker of(Target target) {
        CircuitBreaker breaker = breakers.get(target);
        if (breaker == null) {
            throw new IllegalArgumentException("Not a service: " + target);
        }
        return breaker;
    }
}
