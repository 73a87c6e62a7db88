package app.feedtape.gateway.ratelimit;

import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.messaging.entitlement.EntitlementsConfiguration;
import app.feedtape.messaging.view.StateView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateLimitSettings.class)
@Import(EntitlementsConfiguration.class)
class RateLimitConfiguration {

    @Bean
    RateLimiter rateLimiter(RateLimitSettings settings, Clock clock, MeterRegistry meters) {
        return new RateLimiter(
                new SharedBuckets(settings),
                new LocalBuckets(settings.maxReplicas()),
                clock,
                settings.probeEvery(),
                meters);
    }

    @Bean
    RateLimiting rateLimiting(
            RateLimiter limiter,
            Entitlements entitlements,
            StateView<String, PlanChanged> planView) {
        return new RateLimiting(limiter, entitlements, planView);
    }
}
