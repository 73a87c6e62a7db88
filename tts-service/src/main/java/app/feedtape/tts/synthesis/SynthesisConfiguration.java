package app.feedtape.tts.synthesis;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When the provider is left alone for a while. */
@Configuration(proxyBeanMethods = false)
class SynthesisConfiguration {

    /** Opens after ten failed calls of twenty, looks again after five seconds. */
    @Bean
    CircuitBreakerRegistry speechBreakers() {
        return CircuitBreakerRegistry.of(
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(5))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
    }
}
