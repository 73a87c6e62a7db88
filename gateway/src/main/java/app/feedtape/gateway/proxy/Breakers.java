package app.feedtape.gateway.proxy;

import app.feedtape.gateway.route.Lane;
import app.feedtape.gateway.route.Route;
import app.feedtape.gateway.route.RouteTable;
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
import org.jspecify.annotations.Nullable;

/**
 * One breaker per service, so that a frozen one costs its callers milliseconds and its neighbours
 * nothing. Half of the last twenty answers missing opens it; after two seconds three calls may try
 * again. Webhooks of stores have one of their own (docs/decisions/0093): what becomes of them says
 * nothing about listeners, and the other way round.
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
    private final Map<Target, CircuitBreaker> webhooks = new EnumMap<>(Target.class);

    Breakers(MeterRegistry meters) {
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(CONFIG);
        for (Target target : Target.values()) {
            if (target != Target.HERE) {
                breakers.put(target, registry.circuitBreaker(target.serviceName()));
            }
        }
        for (Route route : RouteTable.all()) {
            if (route.lane() == Lane.WEBHOOKS) {
                String name = route.target().serviceName() + "-webhooks";
                webhooks.put(route.target(), registry.circuitBreaker(name));
            }
        }
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
    }

    /** The breaker in front of a service, for all but webhooks. */
    public CircuitBreaker of(Target target) {
        return present(breakers.get(target), target);
    }

    /** The breaker of a route. */
    CircuitBreaker of(Route route) {
        return route.lane() == Lane.WEBHOOKS
                ? present(webhooks.get(route.target()), route.target())
                : of(route.target());
    }

    private static CircuitBreaker present(@Nullable CircuitBreaker breaker, Target target) {
        if (breaker == null) {
            throw new IllegalArgumentException("Not a service: " + target);
        }
        return breaker;
    }
}
